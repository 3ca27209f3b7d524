import { InvalidInput } from '@cadastre/errors';
import type { Queryable } from '@cadastre/postgres';
import { decodeCursor, encodeCursor } from './cursor.ts';
import type { Page, PageRequest } from './page.ts';

export type Direction = 'asc' | 'desc';

/** One expression of a sort order, never null, with the type that its text is read back as. */
export type SortKey = { readonly sql: string; readonly type: string };

/** Sort orders of a list by public name. The last key of each is unique, so that an order has no ties. */
export type SortOrders<Name extends string> = Readonly<Record<Name, readonly SortKey[]>>;

export type KeysetQuery = {
  /** Names the list inside its cursors. */
  readonly list: string;
  readonly table: string;
  /** What the table is called in the rest. */
  readonly alias: string;
  readonly where: string;
  /** Evaluated for the rows of the page only. */
  readonly select: string;
  /** Joins that `select` needs. */
  readonly joins?: string;
  readonly params: readonly unknown[];
  readonly sort: { readonly name: string; readonly keys: readonly SortKey[]; readonly direction: Direction };
};

/**
 * A page that starts behind the cursor's row, whether or not that row still exists: rows that come and go between
 * two pages neither shift nor repeat the others.
 */
export const keysetPage = async <Row extends object>(
  db: Queryable,
  query: KeysetQuery,
  { limit, cursor }: PageRequest,
): Promise<Page<Row>> => {
  const { keys, direction } = query.sort;
  const binding = `${query.list}:${query.sort.name}:${direction}`;
  const place = cursor ? decodeCursor(binding, cursor, keys.length) : null;
  const isImpossible = query.params.some((param) => typeof param === 'string' && param.includes('\0'));
  const { rows } = isImpossible ? { rows: [] } : await runPage<Row>(db, query, { place, take: limit + 1 });
  const page = rows.slice(0, limit);
  const hasMore = rows.length > limit;
  const last = page.at(-1);
  return {
    items: page.map(({ page_key: _, ...row }) => row as unknown as Row),
    nextCursor: hasMore && last ? encodeCursor(binding, last.page_key) : null,
    hasMore,
  };
};

type Keyed<Row> = Row & { page_key: string[] };

const runPage = async <Row extends object>(
  db: Queryable,
  query: KeysetQuery,
  { place, take }: { place: readonly string[] | null; take: number },
): Promise<{ rows: Keyed<Row>[] }> => {
  const { table, alias, where, select, joins = '', params } = query;
  const { keys, direction } = query.sort;
  const bound = keys.map(({ type }, index) => `$${params.length + 2 + index}::text::${type}`);
  const list = keys.map(({ sql }) => sql).join(', ');
  const behind =
    place === null ? '' : `and (${list}) ${direction === 'asc' ? '>' : '<'} (${bound.join(', ')})`;
  const order = keys.map(({ sql }) => `${sql} ${direction}`).join(', ');
  const sql = /* sql */ `
    select ${select}, array[${keys.map((key) => `(${key.sql})::text`).join(', ')}] as page_key
      from (
        select * from ${table} as ${alias} where ${where} ${behind}
         order by ${order} limit $${params.length + 1}
      ) as ${alias} ${joins}
     order by ${order}`;
  try {
    return await db.query<Keyed<Row>>(sql, [...params, take, ...(place ?? [])]);
  } catch (error) {
    throw place === null ? error : badPlace(error);
  }
};

/** A forged cursor can only fail where its texts are read as the types of the sort keys. */
const badPlace = (error: unknown): unknown =>
  /^22/.test(String((error as { code?: unknown }).code))
    ? new InvalidInput([{ pointer: '?cursor', detail: 'is not a cursor of this list' }])
    : error;
