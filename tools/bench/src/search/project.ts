import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { createSequencer, PostgresEventStore } from '@cadastre/event-store';
import { catalogStream } from '@cadastre/events';
import { inTransaction } from '@cadastre/postgres';
import { silentLog, WakeUp } from '@cadastre/service-runtime';
import { inTurn, ratios } from '../append/drive.ts';
import type { Benchmark, BenchOptions, Figure } from '../figure.ts';
import { median, spread } from '../statistics.ts';
import { estateEvents, integrationId } from './estate.ts';
import { everyTable, insertFinished, readFinishedTables } from './finished-rows.ts';
import { inReadModelDatabase, type ReadModelDatabase } from './read-model-database.ts';
import { projectOnce, rebuildOnce } from './rebuild.ts';

const eventsPerAppend = 500;

/**
 * Catalog events per second in a rebuild beside the rows that serve, indexes and swap included, against inserting the finished rows
 * by unnest into tables with their indexes.
 */
export const run: Benchmark = (options) =>
  inReadModelDatabase(options.connectionString, (database) => measure(database, options));

async function* measure({ pool, bare }: ReadModelDatabase, { quick }: BenchOptions): AsyncIterable<Figure> {
  const tables = quick ? 500 : 10_000;
  const rounds = quick ? 1 : 5;
  const { events, head } = await fillLog(pool, tables);
  await projectOnce(pool, head);
  const finished = await readFinishedTables(bare);
  const perSecond = (ms: number): number => events / (ms / 1_000);
  const figures = await inTurn(rounds, [
    {
      name: 'unnest',
      run: async () => {
        await bare.query(`truncate ${everyTable} cascade`);
        await bare.query('checkpoint');
        const startedAt = performance.now();
        await inTransaction(pool, async (tx) => {
          await tx.query(`select set_config('cadastre.tenant_id', '*', true)`);
          for (const table of finished) await insertFinished(tx, table);
        });
        return perSecond(performance.now() - startedAt);
      },
    },
    {
      name: 'rebuild',
      run: async () => {
        await bare.query('checkpoint');
        return perSecond(await rebuildOnce(pool));
      },
    },
  ]);

  const perRound = ratios(figures.rebuild, figures.unnest);
  yield {
    bench: 'project',
    figure: 'catalog events in a rebuild',
    value: Math.round(median(figures.rebuild)),
    unit: 'events/s',
    reference: 'inserting the finished rows by unnest',
    ratio: Number(median(perRound).toFixed(3)),
    notes: {
      rounds,
      tables,
      rows: Object.fromEntries(finished.map(({ name, rows }) => [name, rows.length])),
      values: spread(figures.rebuild),
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
