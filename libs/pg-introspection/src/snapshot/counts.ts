import { statement, type Statement } from '../session/statement.ts';

type CountRow = readonly [
  relations: string,
  columns: string,
  indexes: string,
  types: string,
  routines: string,
];

/**
 * How much there is to read, so that progress has a total. `columns` counts dropped ones too: an upper bound.
 */
export type Counts = {
  readonly relations: number | null;
  readonly columns: number | null;
  readonly indexes: number | null;
  readonly routinesAndTypes: number | null;
};

/** Where a part is read, counting all would take longer. */
export const uncounted: Counts = { relations: null, columns: null, indexes: null, routinesAndTypes: null };

export const countsStatement = (schemaOids: string): Statement<CountRow> =>
  statement(
    /* sql */ `
    select pg_catalog.count(*) filter (where c.relkind in ('r', 'p', 'f', 'v', 'm', 'S')),
           coalesce(pg_catalog.sum(c.relnatts) filter (where c.relkind in ('r', 'p', 'f', 'v', 'm')), 0),
           pg_catalog.count(*) filter (where c.relkind in ('i', 'I')),
           (select pg_catalog.count(*) from pg_catalog.pg_type t
             where coalesce(t.typnamespace = any ($1::pg_catalog.oid[]), false) and t.typtype not in ('b', 'c')),
           (select pg_catalog.count(*) from pg_catalog.pg_proc p
             where p.pronamespace = any ($1::pg_catalog.oid[]))
      from pg_catalog.pg_class c
     -- coalesce: one walk through the table beats a bitmap of nearly all of it
     where coalesce(c.relnamespace = any ($1::pg_catalog.oid[]), false)`,
    [schemaOids],
    1,
  );

export const countsFrom = (rows: readonly CountRow[]): Counts => {
  const [relations, columns, indexes, types, routines] = (rows[0] ?? []).map(Number);
  return {
    relations: relations ?? 0,
    columns: columns ?? 0,
    indexes: indexes ?? 0,
    routinesAndTypes: (types ?? 0) + (routines ?? 0),
  };
};
