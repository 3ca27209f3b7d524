/** Where one foreign table is, and its options as the wrapper takes them. */
export type ForeignTableRow = readonly [server: string, options: string | null];

export const foreignTableColumns = {
  relation: 'f.ftrelid',
  columns: ['s.srvname', 'f.ftoptions'],
  from: /* sql */ `
    pg_catalog.pg_foreign_table f
      join pg_catalog.pg_class c on c.oid = f.ftrelid
      join pg_catalog.pg_foreign_server s on s.oid = f.ftserver
     where c.relnamespace = any ($1::pg_catalog.oid[])`,
};
