/** The parents of one relation, in the order in which it inherits from them; of a partition, its one parent. */
export type ParentRow = readonly [place: string, schemaOid: string, name: string, oid: string];

export const parentColumns = {
  relation: 'i.inhrelid',
  columns: ['i.inhseqno', 'p.relnamespace', 'p.relname', 'p.oid'],
  from: /* sql */ `
    pg_catalog.pg_inherits i
      join pg_catalog.pg_class c on c.oid = i.inhrelid
      join pg_catalog.pg_class p on p.oid = i.inhparent
     where c.relnamespace = any ($1::pg_catalog.oid[]) and c.relkind in ('r', 'p', 'f')`,
};

export const inOrder = (rows: readonly ParentRow[]): ParentRow[] =>
  rows.length < 2 ? [...rows] : [...rows].sort(([a], [b]) => Number(a) - Number(b));
