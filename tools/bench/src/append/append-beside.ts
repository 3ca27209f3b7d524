import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { projections } from '@cadastre/catalog-read-model';
import { loadOrCreateKeyFile } from '@cadastre/credential-vault';
import { PostgresEventStore } from '@cadastre/event-store';
import { channels } from '@cadastre/platform';
import { createPool, Notifications } from '@cadastre/postgres';
import { readLowestPosition } from '@cadastre/projections';
import { WakeUp } from '@cadastre/service-runtime';
import { startChild, type ChildServer } from '../commands/child-server.ts';
import type { Benchmark, BenchOptions, Figure } from '../figure.ts';
import { startBenchKafka } from '../relay/bench-kafka.ts';
import { median, spread } from '../statistics.ts';
import { BareDriver } from './bare-driver.ts';
import { inBenchDatabase } from './bench-database.ts';
import { drive, inTurn, ratios } from './drive.ts';
import { RunningSyncs } from './examples.ts';

const projector = fileURLToPath(new URL('../../../../apps/catalog-projector/dist/main.js', import.meta.url));
const writers = 32;
const caughtUpMs = 120_000;
/**
 * A broker takes a minute of load until what it does is compiled, and time with less to do, without which its compiler gets no processor: 75 µs
 * for an event before, 8 after. Node takes a quarter of a minute. So the rounds before the measurement are like those of it. Short rounds in
 * turn: a machine whose speed changes meanwhile changes for all.
 */
const thoroughly = { warmUpRounds: 20, durationMs: 3_000, rounds: 21 };
const quickly = { warmUpRounds: 0, durationMs: 300, rounds: 1 };

/**
 * Events per second with one event per append while a projector's process runs, against while it is paused: in it are sequencer, relay
 * and every projection, those fed by the broker. All of them, the broker too, share the machine with the writers. The bare
 * driver, which has nothing beside it, is there to tell a slow product from a fast append.
 */
export const run: Benchmark = async function* (options) {
  const kafka = await startBenchKafka('append-beside');
  if (kafka === null) return;
  try {
    const environment = { CADASTRE_KAFKA_BROKERS: kafka.brokers.join(',') };
    yield* inBenchDatabase(options.connectionString, (url) => measure(url, { ...options, environment }));
  } finally {
    await kafka.stop();
  }
};

async function* measure(
  url: string,
  { quick, environment }: BenchOptions & { environment: Readonly<Record<string, string>> },
): AsyncIterable<Figure> {
  const folder = mkdtempSync(path.join(tmpdir(), 'cadastre-bench-beside-'));
  const keyFile = path.join(folder, 'key');
  loadOrCreateKeyFile(keyFile);
  const { durationMs, rounds, warmUpRounds } = quick ? quickly : thoroughly;
  const load = { writers, durationMs };
  const pool = createPool({ connectionString: url, max: writers, applicationName: 'bench' });
  const notifications = new Notifications({ connectionString: url });
  notifications.start();
  const store = new PostgresEventStore({
    pool,
    onAppended: () => notifications.notify(channels.appended),
  });
  const bareDriver = await BareDriver.connect(url, writers);
  const syncs = new RunningSyncs(writers);
  const event = (writer: number) => syncs.progressed(writer);
  const append = async (): Promise<number> =>
    (await drive(load, (writer) => store.append(event(writer)))).perSecond;
  const insert = async (): Promise<number> =>
    (await drive(load, (writer) => bareDriver.insert(writer, event(writer)))).perSecond;
  const start = (): Promise<ChildServer> =>
    startChild({
      script: projector,
      folder,
      env: {
        ...environment,
        CADASTRE_DATABASE_URL: url,
        CADASTRE_KEY_FILE: keyFile,
        CADASTRE_PROJECTOR_HTTP_PORT: '0',
      },
    });
  let child: ChildServer | undefined;
  try {
    for (const request of syncs.begun()) await store.append(request);
    const projecting = (child = await start());
    const alone = (): Promise<number> => {
      projecting.pause();
      return append();
    };
    const beside = async (): Promise<number> => {
      projecting.resume();
      await caughtUp(pool);
      const perSecond = await append();
      await caughtUp(pool);
      await requireNothingParked(pool);
      return perSecond;
    };
    for (let round = 0; round < warmUpRounds; round += 1) {
      await alone();
      await beside();
    }
    const figures = await inTurn(rounds, [
      { name: 'alone', run: alone },
      { name: 'bare', run: insert },
      { name: 'beside', run: beside },
    ]);
    yield figureOf(figures.beside, { reference: 'while they are paused', values: figures.alone });
    yield figureOf(figures.beside, { reference: BareDriver.description, values: figures.bare });
  } finally {
    await child?.stop();
    await bareDriver.close();
    await notifications.stop();
    await pool.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What was appended without them is no part of the measurement. */
const caughtUp = async (pool: pg.Pool): Promise<void> => {
  const names = projections.map(({ name }) => name);
  const news = new WakeUp();
  for (const deadline = performance.now() + caughtUpMs; performance.now() < deadline; await news.wait(50)) {
    const { rows } = await pool.query<{ head: number; waiting: boolean; relayed: number }>(
      `select last_position::float8 as head, exists (select from event_store.pending) as waiting,
              (select position::float8 from event_bus.relay) as relayed
         from event_store.sequencer`,
    );
    const [now] = rows;
    if (now === undefined || now.waiting || now.relayed < now.head) continue;
    if ((await readLowestPosition(pool, names)) >= now.head) return;
  }
  throw new Error('the projector did not catch up');
};

/** Events that wait behind a parked key cost more than those that are applied, and are not what the figure is about. */
const requireNothingParked = async (pool: pg.Pool): Promise<void> => {
  const { rows } = await pool.query<{ parked: number }>(
    'select count(*)::int as parked from projections.parked_events',
  );
  if (rows[0]?.parked !== 0) throw new Error(`${rows[0]?.parked} events are parked instead of applied`);
};

const figureOf = (
  beside: readonly number[],
  { reference, values }: { readonly reference: string; readonly values: readonly number[] },
): Figure => {
  const perRound = ratios(beside, values);
  return {
    bench: 'append-beside',
    figure: 'one event per append, with sequencer, relay and projector',
    value: Math.round(median(beside)),
    unit: 'events/s',
    reference,
    ratio: Number(median(perRound).toFixed(3)),
    notes: {
      writers,
      rounds: beside.length,
      values: spread(beside),
      reference: spread(values),
      ratios: spread(perRound),
    },
  };
};
