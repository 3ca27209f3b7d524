import { setTimeout as pause } from 'node:timers/promises';
import { projections, readModelSchema } from '@cadastre/catalog-read-model';
import { LogEventSource } from '@cadastre/event-bus';
import { PostgresEventStore } from '@cadastre/event-store';
import { platformSchemas } from '@cadastre/platform';
import { createPool, migrate } from '@cadastre/postgres';
import { createProjector } from '@cadastre/projections';
import { silentLog } from '@cadastre/service-runtime';
import type pg from 'pg';
import type { DatabaseServer } from '../processes/database-server.ts';
import type { Finding } from './finding.ts';

const replayed = 'cadastre_replayed';
const patienceMs = 300_000;

/**
 * Makes every read model again, from position 1, in a database beside the first one, and compares row by row: what
 * two crashed and interrupted projectors wrote with what one wrote in peace.
 */
export const checkReadModels = async (store: DatabaseServer, first: pg.Pool): Promise<Finding[]> => {
  await first.query(`drop database if exists ${replayed}`);
  await first.query(`create database ${replayed}`);
  const url = store.urlOf(replayed);
  await migrate({ ownerUrl: url, appRole: null, schemas: [...platformSchemas, readModelSchema] });
  const second = createPool({ connectionString: url, max: 8, applicationName: 'campaign replay' });
  try {
    await replay(first, second);
    const tables = await tablesOf(first);
    return await Promise.all(tables.map((table) => compare(table, first, second)));
  } finally {
    await second.end();
  }
};

const replay = async (from: pg.Pool, to: pg.Pool): Promise<void> => {
  const eventStore = new PostgresEventStore({ pool: from });
  const head = await eventStore.headPosition();
  const source = new LogEventSource(eventStore);
  const projectors = projections.map((projection) =>
    createProjector({ pool: to, source, projection, log: silentLog, batchSize: 500, pollMs: 50 }),
  );
  for (const projector of projectors) projector.start();
  const deadline = performance.now() + patienceMs;
  while ((await Promise.all(projectors.map((projector) => projector.checkpoint()))).some((at) => at < head)) {
    if (performance.now() > deadline) throw new Error('the replay did not reach the head of the log');
    await pause(100);
  }
  await Promise.all(projectors.map((projector) => projector.stop()));
};

const tablesOf = async (pool: pg.Pool): Promise<string[]> => {
  const { rows } = await pool.query<{ name: string }>(/* sql */ `
    select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'read_model' order by 1`);
  return rows.map(({ name }) => name);
};

const compare = async (table: string, first: pg.Pool, second: pg.Pool): Promise<Finding> => {
  const [written, made] = await Promise.all([rowsOf(first, table), rowsOf(second, table)]);
  const only = (rows: readonly string[], others: readonly string[], what: string): string[] => {
    const known = new Set(others);
    return rows.filter((row) => !known.has(row)).map((row) => `${what}: ${row.slice(0, 400)}`);
  };
  return {
    check: `${table} is what a replay of the log makes`,
    looked: written.length,
    wrong: [...only(written, made, 'not in the replay'), ...only(made, written, 'only in the replay')],
  };
};

const rowsOf = async (pool: pg.Pool, table: string): Promise<string[]> => {
  const { rows } = await pool.query<{ row: string }>(`select t::text as row from ${table} t order by 1`);
  return rows.map(({ row }) => row);
};
