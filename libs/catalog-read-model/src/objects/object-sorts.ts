import type { SortKey, SortOrders } from '../paging/keyset-page.ts';

const text = 'text collate "C"';
const schema = { sql: 'o.schema', type: text };
const name = { sql: 'o.name', type: text };
const oid = { sql: 'o.oid', type: 'oid' };

/**
 * The orders in which objects are listed. `qualified_name` is read from an index; the others sort the section of
 * one catalog, which stays in memory (100,000 rows: tens of milliseconds).
 */
export const objectSorts = {
  qualified_name: [schema, name, oid],
  name: [name, schema, oid],
  kind: [{ sql: 'o.kind', type: text }, schema, name, oid],
  total_bytes: [{ sql: 'coalesce(o.total_bytes, -1)', type: 'bigint' }, oid],
  row_estimate: [{ sql: 'coalesce(o.row_estimate, -1)', type: 'float8' }, oid],
  column_count: [{ sql: 'coalesce(o.column_count, -1)', type: 'int' }, schema, name, oid],
  changed: [{ sql: 'o.changed_position', type: 'bigint' }, oid],
} satisfies SortOrders<string>;

const catalog = { sql: 'o.catalog', type: text };
const mixed = (keys: readonly SortKey[]): readonly SortKey[] => [...keys, catalog];

/** For lists of many system catalogs: an OID is unique in one of them only. */
export const mixedSorts: SortOrders<ObjectSort> = {
  qualified_name: mixed(objectSorts.qualified_name),
  name: mixed(objectSorts.name),
  kind: mixed(objectSorts.kind),
  total_bytes: mixed(objectSorts.total_bytes),
  row_estimate: mixed(objectSorts.row_estimate),
  column_count: mixed(objectSorts.column_count),
  changed: mixed(objectSorts.changed),
};

export type ObjectSort = keyof typeof objectSorts;
export const objectSortNames = Object.keys(objectSorts) as ObjectSort[];
