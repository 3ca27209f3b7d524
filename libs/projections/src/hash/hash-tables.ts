import { createHash } from 'node:crypto';
import type pg from 'pg';
import { inTransaction, type Queryable } from '@cadastre/postgres';
import type { AnyProjection } from '../projection.ts';

export type TableHash = {
  readonly projection: string;
  readonly table: string;
  readonly rows: number;
  /** SHA-256 over the rows as canonical text, hexadecimal. */
  readonly hash: string;
};

/**
 * What the rows of read models say, as one hash a table: equal exactly when two databases, or two ways to the same rows,
 * hold the same. Independent of the order in which rows were written, of collations and of settings of the session. All
 * tables are of one moment.
 */
export const hashReadModels = (pool: pg.Pool, projections: readonly AnyProjection[]): Promise<TableHash[]> =>
  inTransaction(pool, async (tx) => {
    const tables = projections.flatMap(({ name: projection, tables: all }) =>
      (all?.names ?? []).map((name) => ({ projection, schema: all?.schema ?? '', name })),
    );
    // The tables are held before the snapshot is taken, or a rebuild could exchange them in between.
    const names = tables.map(({ schema, name }) => quoted(schema, name));
    await tx.query('set transaction isolation level repeatable read read only');
    if (names.length > 0) await tx.query(`lock table ${names.join(', ')} in access share mode`);
    await tx.query(
      `select set_config('cadastre.tenant_id', '*', true), set_config('timezone', 'UTC', true),
              set_config('datestyle', 'ISO', true), set_config('intervalstyle', 'postgres', true),
              set_config('extra_float_digits', '1', true), set_config('bytea_output', 'hex', true)`,
    );
    const hashes: TableHash[] = [];
    for (const { projection, schema, name } of tables)
      hashes.push({ projection, table: `${schema}.${name}`, ...(await hashTable(tx, schema, name)) });
    return hashes;
  });

const quoted = (schema: string, name: string): string =>
  [schema, name].map((part) => `"${part.replaceAll('"', '""')}"`).join('.');

const pageRows = 2_000;

/** Rows in the order of their text: whatever the key is, and whether there is one. Read by cursor, so of any size. */
const hashTable = async (
  tx: Queryable,
  schema: string,
  name: string,
): Promise<{ rows: number; hash: string }> => {
  const { rows: columns } = await tx.query<{ column: string }>(
    /* sql */ `
    select quote_ident(attname) as column from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attname collate "C"`,
    [quoted(schema, name)],
  );
  const row = columns.map(({ column }) => `t.${column}`).join(', ');
  await tx.query(
    `declare rows_to_hash no scroll cursor for
     select row(${row})::text as line from ${quoted(schema, name)} t order by row(${row})::text collate "C"`,
  );
  const hash = createHash('sha256');
  let count = 0;
  for (;;) {
    const { rows } = await tx.query<{ line: string }>(`fetch ${pageRows} from rows_to_hash`);
    for (const { line } of rows) hash.update(`${Buffer.byteLength(line)}:`).update(line);
    count += rows.length;
    if (rows.length < pageRows) break;
  }
  await tx.query('close rows_to_hash');
  return { rows: count, hash: hash.digest('hex') };
};
