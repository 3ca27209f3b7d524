import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { createSequencer, PostgresEventStore } from '@cadastre/event-store';
import { createPool } from '@cadastre/postgres';
import { silentLog, WakeUp } from '@cadastre/service-runtime';
import type { Benchmark, BenchOptions, Figure } from '../figure.ts';
import { median, spread } from '../statistics.ts';
import { inBenchDatabase } from './bench-database.ts';
import { drive, inTurn, ratios } from './drive.ts';
import { plainRows, smallAppend } from './examples.ts';

const writers = 32;

const bareInsert = {
  name: 'bare',
  text: `insert into plain (stream_id, version, type, data, tenant_id, actor, command_id, correlation_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
};

/**
 * Events per second with one event per append, against the bare driver inserting the same bytes into a plain table
 * with one index: a connection and a prepared statement per writer on that side. Both commit durably.
 */
export const run: Benchmark = (options) =>
  inBenchDatabase(options.connectionString, (url) => measure(url, options));

async function* measure(url: string, { quick }: BenchOptions): AsyncIterable<Figure> {
  const load = { writers, durationMs: quick ? 300 : 3_000 };
  const rounds = quick ? 1 : 7;
  const clients = await connect(url);
  const pool = createPool({ connectionString: url, max: writers, applicationName: 'bench' });
  const wakeUp = new WakeUp();
  const store = new PostgresEventStore({ pool });
  const ringing = new PostgresEventStore({ pool, onAppended: () => wakeUp.ring() });
  const streams = Array.from({ length: writers }, () => `sync-${randomUUID()}`);
  const request = (writer: number) => smallAppend(streams[writer] ?? '');

  const figures = await inTurn(rounds, [
    {
      name: 'bare driver',
      run: async () => {
        const insert = (writer: number) =>
          clients[writer]?.query({ ...bareInsert, values: plainRows(request(writer))[0] }) ??
          Promise.reject(new Error());
        return (await drive(load, insert)).perSecond;
      },
    },
    {
      name: 'append',
      run: async () => (await drive(load, (writer) => store.append(request(writer)))).perSecond,
    },
    {
      name: 'alone',
      run: async () => (await drive(load, (writer) => store.appendIn(pool, request(writer)))).perSecond,
    },
    {
      name: 'sequenced',
      run: () =>
        whileSequenced({ pool, store, wakeUp }, async () => {
          return (await drive(load, (writer) => ringing.append(request(writer)))).perSecond;
        }),
    },
  ]);
  await pool.end();
  await Promise.all(clients.map((client) => client.end()));

  const figure = (name: string, values: number[], reference: string, references: number[]): Figure => {
    const perRound = ratios(values, references);
    return {
      bench: 'append',
      figure: name,
      value: Math.round(median(values)),
      unit: 'events/s',
      reference,
      ratio: Number(median(perRound).toFixed(3)),
      notes: {
        writers,
        rounds,
        values: spread(values),
        reference: spread(references),
        ratios: spread(perRound),
      },
    };
  };
  const bare = 'bare driver, plain table with one index';
  yield figure('one event per append', figures.append, bare, figures['bare driver']);
  yield figure(
    'one event per append, each in a call and transaction of its own',
    figures.alone,
    bare,
    figures['bare driver'],
  );
  yield figure('with sequencer and a reader of the log', figures.sequenced, 'without them', figures.append);
}

const connect = (url: string): Promise<pg.Client[]> =>
  Promise.all(
    Array.from({ length: writers }, async () => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      return client;
    }),
  );

/** A sequencer and a consumer that keeps up, as they run beside every API. */
const whileSequenced = async <T>(
  { pool, store, wakeUp }: { pool: pg.Pool; store: PostgresEventStore; wakeUp: WakeUp },
  work: () => Promise<T>,
): Promise<T> => {
  const news = new WakeUp();
  const sequencer = createSequencer({
    pool,
    owner: 'bench',
    wakeUp,
    onSequenced: () => news.ring(),
    log: silentLog,
  });
  sequencer.start();
  await sequencer.started;
  const done = new AbortController();
  let position = await store.headPosition();
  const following = (async () => {
    while (!done.signal.aborted) {
      const page = await store.readLog({ afterPosition: position, limit: 1_000 });
      if (page.nextPosition === position) await news.wait(50, done.signal);
      position = page.nextPosition;
    }
  })();
  try {
    return await work();
  } finally {
    done.abort();
    await following;
    await sequencer.stop();
  }
};
