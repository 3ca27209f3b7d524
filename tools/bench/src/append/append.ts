import type pg from 'pg';
import { createSequencer, PostgresEventStore } from '@cadastre/event-store';
import { createPool } from '@cadastre/postgres';
import { silentLog, WakeUp } from '@cadastre/service-runtime';
import { waitFor } from '@cadastre/testing';
import type { Benchmark, BenchOptions, Figure } from '../figure.ts';
import { median, spread } from '../statistics.ts';
import { BareDriver } from './bare-driver.ts';
import { inBenchDatabase } from './bench-database.ts';
import { drive, inTurn, ratios } from './drive.ts';
import { RunningSyncs } from './examples.ts';

const writers = 32;

/**
 * Events per second with one event per append, against the bare driver inserting the same bytes into a plain table
 * with one index: a connection and a prepared statement per writer on that side. Both commit durably.
 */
export const run: Benchmark = (options) =>
  inBenchDatabase(options.connectionString, (url) => measure(url, options));

async function* measure(url: string, { quick }: BenchOptions): AsyncIterable<Figure> {
  const load = { writers, durationMs: quick ? 300 : 3_000 };
  const rounds = quick ? 1 : 7;
  const bareDriver = await BareDriver.connect(url, writers);
  const pool = createPool({ connectionString: url, max: writers, applicationName: 'bench' });
  const wakeUp = new WakeUp();
  const store = new PostgresEventStore({ pool });
  const ringing = new PostgresEventStore({ pool, onAppended: () => wakeUp.ring() });
  const syncs = new RunningSyncs(writers);
  const request = (writer: number) => syncs.progressed(writer);

  const figures = await inTurn(rounds, [
    {
      name: 'bare driver',
      run: async () => (await drive(load, (writer) => bareDriver.insert(writer, request(writer)))).perSecond,
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
  await bareDriver.close();

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
  const bare = BareDriver.description;
  yield figure('one event per append', figures.append, bare, figures['bare driver']);
  yield figure(
    'one event per append, each in a call and transaction of its own',
    figures.alone,
    bare,
    figures['bare driver'],
  );
  yield figure('with sequencer and a reader of the log', figures.sequenced, 'without them', figures.append);
}

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
  await positionsGiven(pool);
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

/** What others appended before is no part of the measurement. */
const positionsGiven = (pool: pg.Pool): Promise<unknown> =>
  waitFor(
    async () => {
      const { rowCount } = await pool.query('select from event_store.pending limit 1');
      return rowCount === 0;
    },
    { what: 'all commits to have a position', timeoutMs: 120_000 },
  );
