import type pg from 'pg';
import { asTenant, searchCatalog } from '@cadastre/catalog-read-model';
import type { Queryable } from '@cadastre/postgres';
import type { Benchmark, BenchOptions, Figure } from '../figure.ts';
import { percentile } from '../statistics.ts';
import { inReadModelDatabase, type ReadModelDatabase } from './read-model-database.ts';
import { entriesPerTable, fillCatalog } from './search-catalog.ts';
import { searchQueries, type SearchQuery } from './search-queries.ts';

const tenantId = 'default';
const limit = 20;

/** p95 of mixed queries over names of tables and columns, against the same SQL run bare: no tenant, no policy, no page. */
export const run: Benchmark = (options) =>
  inReadModelDatabase(options.connectionString, (database) => measure(database, options));

type Timing = {
  readonly way: string;
  readonly product: number;
  readonly bare: number;
  readonly statements: number;
};

async function* measure({ pool, bare }: ReadModelDatabase, { quick }: BenchOptions): AsyncIterable<Figure> {
  const entries = quick ? 20_000 : 1_000_000;
  const tables = await fillCatalog(pool, entries);
  await bare.query('vacuum analyze');
  const queries = searchQueries(tables, quick ? 150 : 1_500);
  for (const query of queries.slice(0, 150)) await search(pool, query);
  const timings: Timing[] = [];
  for (const [turn, query] of queries.entries()) timings.push(await time(query, { pool, bare }, turn));

  const p95 = (of: 'product' | 'bare', among = timings): number =>
    percentile(
      among.map((timing) => timing[of]),
      0.95,
    );
  yield {
    bench: 'search',
    figure: `p95 over ${tables * entriesPerTable} entries`,
    value: Number(p95('product').toFixed(2)),
    unit: 'ms',
    reference: 'the same SQL run bare, as superuser',
    ratio: Number((p95('product') / p95('bare')).toFixed(3)),
    notes: {
      queries: queries.length,
      p50: Number(
        percentile(
          timings.map(({ product }) => product),
          0.5,
        ).toFixed(2),
      ),
      max: Number(Math.max(...timings.map(({ product }) => product)).toFixed(2)),
      statements: percentile(
        timings.map(({ statements }) => statements),
        0.5,
      ),
      p95ByWay: Object.fromEntries(
        [...new Set(timings.map(({ way }) => way))].map((way) => [
          way,
          Number(
            p95(
              'product',
              timings.filter((timing) => timing.way === way),
            ).toFixed(1),
          ),
        ]),
      ),
    },
  };
}

/** Both once to warm up, then one after the other, in turn who goes first. */
const time = async (query: SearchQuery, { pool, bare }: ReadModelDatabase, turn: number): Promise<Timing> => {
  const statements: Statement[] = [];
  await search(pool, query, statements);
  const runs = { product: () => search(pool, query), bare: () => replay(bare, statements) };
  const order = turn % 2 === 0 ? (['product', 'bare'] as const) : (['bare', 'product'] as const);
  const took = { product: 0, bare: 0 };
  for (const name of order) {
    const start = performance.now();
    await runs[name]();
    took[name] = performance.now() - start;
  }
  return { way: query.way, ...took, statements: statements.length };
};

const search = (pool: pg.Pool, { text, filter }: SearchQuery, statements?: Statement[]): Promise<unknown> =>
  asTenant(pool, tenantId, (tx) =>
    searchCatalog(statements ? recording(tx, statements) : tx, { tenantId, text, filter, limit }),
  );

type Statement = { readonly sql: string; readonly params: unknown[] };

const recording = (tx: Queryable, statements: Statement[]): Queryable => {
  const query = (sql: string, params: unknown[]) => {
    statements.push({ sql, params });
    return tx.query(sql, params);
  };
  return { query } as unknown as Queryable;
};

const replay = async (bare: pg.Client, statements: readonly Statement[]): Promise<void> => {
  for (const { sql, params } of statements) await bare.query(sql, params);
};
