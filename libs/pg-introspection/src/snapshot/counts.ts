/** Of one schema. */
export type CountRow = readonly [
  schemaOid: string,
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

export const countsSql = /* sql */ `
    select c.relnamespace, pg_catalog.count(*) filter (where c.relkind in ('r', 'p', 'f', 'v', 'm', 'S')),
           coalesce(pg_catalog.sum(c.relnatts) filter (where c.relkind in ('r', 'p', 'f', 'v', 'm')), 0),
           pg_catalog.count(*) filter (where c.relkind in ('i', 'I')), 0, 0
      from pg_catalog.pg_class c group by c.relnamespace
    union all
    select t.typnamespace, 0, 0, 0, pg_catalog.count(*), 0
      from pg_catalog.pg_type t where t.typtype not in ('b', 'c') group by t.typnamespace
    union all
    select p.pronamespace, 0, 0, 0, 0, pg_catalog.count(*)
      from pg_catalog.pg_proc p group by p.pronamespace`;

export const countsOf = (rows: readonly CountRow[], schemaOids: ReadonlySet<string>): Counts => {
  const read = rows.filter(([schemaOid]) => schemaOids.has(schemaOid));
  const sum = (place: 1 | 2 | 3 | 4 | 5): number =>
    read.reduce((total, row) => total + Number(row[place]), 0);
  return { relations: sum(1), columns: sum(2), indexes: sum(3), routinesAndTypes: sum(4) + sum(5) };
};
