import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { catalogProjection } from '@cadastre/catalog-read-model';
import { LogEventSource } from '@cadastre/event-bus';
import { createSequencer, PostgresEventStore } from '@cadastre/event-store';
import { catalogStream } from '@cadastre/events';
import { inTransaction } from '@cadastre/postgres';
import { createProjector } from '@cadastre/projections';
import { silentLog, WakeUp } from '@cadastre/service-runtime';
import { inTurn, ratios } from '../append/drive.ts';
import type { Benchmark, BenchOptions, Figure } from '../figure.ts';
import { median, spread } from '../statistics.ts';
import { estateEvents, integrationId } from './estate.ts';
import { everyTable, insertFinished, readFinishedTables } from './finished-rows.ts';
import { inReadModelDatabase, type ReadModelDatabase } from './read-model-database.ts';

const eventsPerAppend = 500;
const batchSize = 1_000;

/** Catalog events per second in a rebuild from the log, against inserting the finished rows by unnest. */
export const run: Benchmark = (options) =>
  inReadModelDatabase(options.connectionString, (database) => measure(database, options));

async function* measure({ pool, bare }: ReadModelDatabase, { quick }: BenchOptions): AsyncIterable<Figure> {
  const tables = quick ? 500 : 10_000;
  const rounds = quick ? 1 : 5;
  const { events, head } = await fillLog(pool, tables);
  await rebuild(pool, head);
  const finished = await readFinishedTables(bare);

  const perSecond = async (work: () => Promise<void>): Promise<number> => {
    await bare.query(`truncate ${everyTable}, projections.checkpoints cascade`);
    await bare.query('checkpoint');
    const start = performance.now();
    await work();
    return events / ((performance.now() - start) / 1_000);
  };
  const figures = await inTurn(rounds, [
    {
      name: 'unnest',
      run: () =>
        perSecond(() =>
          inTransaction(pool, async (tx) => {
            await tx.query(`select set_config('cadastre.tenant_id', '*', true)`);
            for (const table of finished) await insertFinished(tx, table);
          }),
        ),
    },
    { name: 'project', run: () => perSecond(() => rebuild(pool, head)) },
  ]);

  const perRound = ratios(figures.project, figures.unnest);
  yield {
    bench: 'project',
    figure: 'catalog events in a rebuild',
    value: Math.round(median(figures.project)),
    unit: 'events/s',
    reference: 'inserting the finished rows by unnest',
    ratio: Number(median(perRound).toFixed(3)),
    notes: {
      rounds,
      tables,
      batchSize,
      rows: Object.fromEntries(finished.map(({ name, rows }) => [name, rows.length])),
      values: spread(figures.project),
      reference: spread(figures.unnest),
      ratios: spread(perRound),
    },
  };
}

/** Events as a first sync appends them, numbered. */
const fillLog = async (pool: pg.Pool, tables: number): Promise<{ events: number; head: number }> => {
  const store = new PostgresEventStore({ pool });
  const events = estateEvents(tables);
  const streamId = catalogStream(integrationId);
  for (let start = 0; start < events.length; start += eventsPerAppend) {
    const page = events.slice(start, start + eventsPerAppend);
    await store.append({
      streams: [{ streamId, expectedVersion: 'any', events: page }],
      metadata: {
        tenantId: 'default',
        actor: 'worker:bench',
        commandId: randomUUID(),
        correlationId: 'bench',
        causationId: null,
      },
    });
  }
  const wakeUp = new WakeUp();
  await new Promise<void>((resolve, reject) => {
    const sequencer = createSequencer({
      pool,
      owner: 'bench',
      wakeUp,
      onSequenced: (position) => {
        if (position >= events.length) sequencer.stop().then(resolve, reject);
      },
      log: silentLog,
    });
    sequencer.start();
  });
  return { events: events.length, head: await store.headPosition() };
};

/** The projector as the product runs it, from position 0 to the head. */
const rebuild = async (pool: pg.Pool, head: number): Promise<void> => {
  let onHead: () => void = () => undefined;
  const atHead = new Promise<void>((resolve) => (onHead = resolve));
  const projector = createProjector({
    pool,
    source: new LogEventSource(new PostgresEventStore({ pool })),
    projection: catalogProjection,
    onProjected: (position) => {
      if (position >= head) onHead();
    },
    log: silentLog,
    batchSize,
  });
  projector.start();
  await atHead;
  await projector.stop();
};
