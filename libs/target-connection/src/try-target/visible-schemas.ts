/** What the role may see of one schema that holds something. */
export type VisibleSchema = {
  readonly schema: string;
  readonly has_usage: boolean;
  /** Tables, views, foreign tables and materialized views in it. */
  readonly relations: number;
  /** How many of them the role has some privilege on; null where they were too many to ask for each. */
  readonly accessible_relations: number | null;
  readonly routines: number;
};

/** Privileges are asked for relation by relation, which takes seconds on a very large database. */
export const mostRelationsAsked = 20_000;

/**
 * Schemas of users that hold a relation or a routine of their own; what belongs to an extension does not count, or
 * a view of `pg_stat_statements` in `public` would pass for a visible database. $1: `mostRelationsAsked`.
 */
export const visibleSchemasSql = `
with relation as (
  select c.oid, c.relnamespace
    from pg_catalog.pg_class c
   where c.relkind in ('r', 'p', 'v', 'm', 'f')
     and c.relpersistence <> 't'
     and not exists (select from pg_catalog.pg_depend d
                      where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid and d.deptype = 'e')
), routine as (
  select p.pronamespace, count(*) as routines
    from pg_catalog.pg_proc p
   where not exists (select from pg_catalog.pg_depend d
                      where d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and d.objid = p.oid and d.deptype = 'e')
   group by p.pronamespace
), size as (
  select count(*) <= $1::int as is_askable from relation
), counted as (
  select r.relnamespace, size.is_askable, count(*) as relations,
         count(*) filter (where size.is_askable
           and (pg_catalog.has_table_privilege(r.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
             or pg_catalog.has_any_column_privilege(r.oid, 'SELECT, INSERT, UPDATE, REFERENCES'))) as accessible
    from relation r, size
   group by r.relnamespace, size.is_askable
)
select n.nspname,
       pg_catalog.has_schema_privilege(n.oid, 'USAGE'),
       coalesce(c.relations, 0),
       case when c.is_askable is not false then coalesce(c.accessible, 0) end,
       coalesce(p.routines, 0)
  from pg_catalog.pg_namespace n
  left join counted c on c.relnamespace = n.oid
  left join routine p on p.pronamespace = n.oid
 where n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
   and (c.relnamespace is not null or p.pronamespace is not null)
 order by n.nspname collate "C"`;

export const toVisibleSchema = (row: readonly (string | null)[]): VisibleSchema => ({
  schema: row[0] ?? '',
  has_usage: row[1] === 't',
  relations: Number(row[2]),
  accessible_relations: row[3] == null ? null : Number(row[3]),
  routines: Number(row[4]),
});

/**
 * Does the role see anything of this schema? Cadastre reads names and definitions from pg_catalog, which shows them
 * to everybody; what counts is whether somebody meant this role to see them. USAGE says so, except on `public`,
 * where every role has it by default: there it takes a privilege on a relation, if it has relations.
 */
export const isSeen = ({ schema, has_usage, relations, accessible_relations }: VisibleSchema): boolean => {
  if (!has_usage) return false;
  return schema !== 'public' || relations === 0 || accessible_relations !== 0;
};
