import type { Benchmark, Figure } from '../figure.ts';
import { median, spread } from '../statistics.ts';
import { startDebianPostgres, type DebianPostgres } from '../yardstick/debian-postgres.ts';
import { createEstate } from '../yardstick/estate.ts';
import { startProduct, type Product } from './product.ts';

const database = 'estate';

/**
 * From `POST /integrations` until the sync is COMPLETED and its last table is found by search, against
 * `pg_dump --schema-only` of the same database on the same server, in turn. Then a sync of the unchanged database.
 */
export const run: Benchmark = async function* ({ quick }) {
  const size = quick ? { schemas: 2, per: 50 } : { schemas: 50, per: 200 };
  const rounds = quick ? 1 : 5;
  const yardstick = await startDebianPostgres();
  try {
    await prepare(yardstick, size);
    const measured = {
      dump: [] as number[],
      first: [] as number[],
      again: [] as number[],
      peakMb: [] as number[],
    };
    // The first round warms up both sides and is not counted.
    for (let round = quick ? 1 : 0; round <= rounds; round += 1) {
      const dump = yardstick.dumpSchema(database);
      const { first, again, peakMb } = await oneRound(yardstick.urlOf(database), size);
      if (round === 0) continue;
      measured.dump.push(dump);
      measured.first.push(first);
      measured.again.push(again);
      measured.peakMb.push(peakMb);
    }
    yield* figures(measured, size);
  } finally {
    await yardstick.stop();
  }
};

const oneRound = async (
  url: string,
  size: { schemas: number; per: number },
): Promise<{ first: number; again: number; peakMb: number }> => {
  const product = await startProduct();
  try {
    return { ...(await measure(product, url, size)), peakMb: product.peakMemoryMb() };
  } finally {
    await product.stop();
  }
};

const prepare = async (yardstick: DebianPostgres, size: { schemas: number; per: number }): Promise<void> => {
  await createDatabase(yardstick);
  await createEstate(yardstick.urlOf(database), size);
};

const createDatabase = async (yardstick: DebianPostgres): Promise<void> => {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: yardstick.urlOf('postgres') });
  await client.connect();
  await client.query(`create database ${database}`);
  await client.end();
};

const measure = async (
  product: Product,
  url: string,
  size: { schemas: number; per: number },
): Promise<{ first: number; again: number }> => {
  const startedAt = performance.now();
  const { integrationId, syncId } = await product.register(url);
  await product.completed(syncId);
  const last = `s${String(size.schemas).padStart(3, '0')}.t${String(size.per).padStart(5, '0')}`;
  await product.finds(integrationId, last);
  const first = (performance.now() - startedAt) / 1_000;
  const againAt = performance.now();
  await product.completed(await product.requestSync(integrationId));
  return { first, again: (performance.now() - againAt) / 1_000 };
};

type Measured = { dump: number[]; first: number[]; again: number[]; peakMb: number[] };

function* figures(
  { dump, first, again, peakMb }: Measured,
  size: { schemas: number; per: number },
): Generator<Figure> {
  const notes = { tables: size.schemas * size.per, runs: dump.length, pg_dump_s: spread(dump) };
  const against = 'pg_dump --schema-only of the same database';
  const ratioTo = (values: number[]): number =>
    Number(median(values.map((value, at) => value / (dump[at] ?? Number.NaN))).toFixed(3));
  yield {
    bench: 'sync-e2e',
    figure: 'first sync, POST to searchable',
    value: spread(first).median,
    unit: 's',
    reference: against,
    ratio: ratioTo(first),
    notes: { ...notes, s: spread(first) },
  };
  yield {
    bench: 'sync-e2e',
    figure: 'sync of the unchanged database',
    value: spread(again).median,
    unit: 's',
    reference: against,
    ratio: ratioTo(again),
    notes: { ...notes, s: spread(again) },
  };
  yield {
    bench: 'sync-e2e',
    figure: 'peak resident memory of the whole product process',
    value: spread(peakMb).median,
    unit: 'MB',
    reference: null,
    ratio: null,
    notes,
  };
}
