import pg from 'pg';
import type { Benchmark, Figure } from '../figure.ts';
import { median, spread } from '../statistics.ts';
import { startProduct, type Product } from '../sync-e2e/product.ts';
import { startDebianPostgres } from '../yardstick/debian-postgres.ts';
import { createEstate } from '../yardstick/estate.ts';

const database = 'estate';
const changedTables = 10;
const bars = { unchanged: 0.08, changed: 0.15 };

type Measured = {
  dump: number[];
  idle: number[];
  unchanged: number[];
  changed: number[];
  altered: Set<number>;
};

/**
 * The next sync of a database that is known: from `POST /integrations/…/sync` to COMPLETED, against
 * `pg_dump --schema-only` of the same database on the same server, in turn. Unchanged, and with ten tables changed.
 */
export const run: Benchmark = async function* ({ quick }) {
  const size = quick ? { schemas: 2, per: 50 } : { schemas: 50, per: 200 };
  const rounds = quick ? 2 : 6;
  const yardstick = await startDebianPostgres();
  const product = await startProduct();
  try {
    const admin = new pg.Client({ connectionString: yardstick.urlOf('postgres') });
    await admin.connect();
    await admin.query(`create database ${database}`);
    await admin.end();
    await createEstate(yardstick.urlOf(database), size);
    const { integrationId, syncId } = await product.register(yardstick.urlOf(database));
    await product.completed(syncId);
    const measured: Measured = { dump: [], idle: [], unchanged: [], changed: [], altered: new Set() };
    const target = new pg.Client({ connectionString: yardstick.urlOf(database) });
    await target.connect();
    for (let round = 0; round <= rounds; round += 1) {
      const dump = yardstick.dumpSchema(database);
      const idle = await timed(product, integrationId);
      // A row comes, as in any database that is in use: all of its catalogs have to be looked at.
      await target.query('insert into s001.t00001 (tenant_id, name) values (gen_random_uuid(), $1)', [
        `row ${round}`,
      ]);
      const unchanged = await timed(product, integrationId);
      await changeTables(target, round, size);
      const changed = await timed(product, integrationId);
      // The first round warms up both sides and is not counted.
      if (round === 0) continue;
      measured.dump.push(dump);
      measured.idle.push(idle.seconds);
      measured.unchanged.push(unchanged.seconds);
      measured.changed.push(changed.seconds);
      measured.altered.add(changed.changes).add(idle.changes + unchanged.changes === 0 ? changedTables : -1);
    }
    await target.end();
    yield* figures(measured, size.schemas * size.per);
  } finally {
    await product.stop();
    await yardstick.stop();
  }
};

const timed = async (
  product: Product,
  integrationId: string,
): Promise<{ seconds: number; changes: number }> => {
  const startedAt = performance.now();
  const syncId = await product.requestSync(integrationId);
  await product.completed(syncId);
  const seconds = (performance.now() - startedAt) / 1_000;
  return { seconds, changes: await product.changesOf(syncId) };
};

/** Other tables each round, of all schemas. */
const changeTables = async (
  client: pg.Client,
  round: number,
  size: { schemas: number; per: number },
): Promise<void> => {
  for (let at = 0; at < changedTables; at += 1) {
    const schema = `s${String((at % size.schemas) + 1).padStart(3, '0')}`;
    const table = `t${String(((round * changedTables + at) % size.per) + 1).padStart(5, '0')}`;
    await client.query(`alter table ${schema}.${table} add column c${round} integer`);
  }
};

function* figures({ dump, idle, unchanged, changed, altered }: Measured, tables: number): Generator<Figure> {
  const against = 'pg_dump --schema-only of the same database';
  const figure = (name: string, values: number[], bar: number): Figure => ({
    bench: 'resync',
    figure: name,
    value: spread(values).median,
    unit: 's',
    reference: against,
    ratio: Number(median(values.map((value, at) => value / (dump[at] ?? Number.NaN))).toFixed(3)),
    notes: { tables, bar, runs: values.length, s: spread(values), pg_dump_s: spread(dump) },
  });
  yield figure('unchanged idle database, request to COMPLETED', idle, bars.unchanged);
  yield figure('unchanged database that is in use, request to COMPLETED', unchanged, bars.unchanged);
  yield figure(`${changedTables} tables changed, request to COMPLETED`, changed, bars.changed);
  const isExact = altered.size === 1 && altered.has(changedTables);
  yield {
    bench: 'resync',
    figure: 'every sync altered exactly what was changed',
    value: isExact ? 1 : 0,
    unit: 'yes or no',
    reference: null,
    ratio: null,
    notes: { expected: changedTables, seen: [...altered] },
  };
}
