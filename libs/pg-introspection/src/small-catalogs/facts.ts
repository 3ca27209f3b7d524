/** OIDs below are PostgreSQL's own objects: made by initdb, and no part of a catalog. */
export const firstUserOid = 16_384;

/** JSON of named SQL expressions. */
export const jsonSql = (members: Readonly<Record<string, string>>): string =>
  `pg_catalog.json_build_object(${Object.entries(members)
    .map(([name, sql]) => `'${name}', ${sql}`)
    .join(', ')})`;

/** An array of JSON values, empty where there are none. `query` selects the one column `item`, in order. */
export const listSql = (query: string): string =>
  `coalesce((select pg_catalog.json_agg(l.item) from (${query}) as l), '[]')`;

/** A type as SQL names it; null for OID 0. */
export const typeSql = (oid: string): string =>
  `case when ${oid} <> 0 then pg_catalog.format_type(${oid}, null) end`;

/** What a `reg…` type prints of an OID: a name as SQL has it; null for OID 0. */
export const namedSql = (
  oid: string,
  as: 'regproc' | 'regprocedure' | 'regoperator' | 'regdictionary',
): string =>
  `case when ${oid}::pg_catalog.oid <> 0 then ${oid}::pg_catalog.oid::pg_catalog.${as}::pg_catalog.text end`;

/** Name and schema of a row of another catalog, for `refOf`. */
export const refSql = (catalog: string, prefix: string, oid: string): string => /* sql */ `
  (select ${jsonSql({ name: `r.${prefix}name`, schema: `r.${prefix}namespace` })}
     from pg_catalog.${catalog} r where r.oid = ${oid})`;
