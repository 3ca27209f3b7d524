import type { SortOrders } from '../paging/keyset-page.ts';

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

export type ObjectSort = keyof typeof objectSorts;
export const objectSortNames = Object.keys(objectSorts) as ObjectSort[];
