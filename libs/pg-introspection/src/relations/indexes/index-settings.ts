import { catalogOid } from '../../catalog-oids.ts';
import type { IndexSettings } from '@cadastre/events';
import type { ReadContext } from '../../snapshot/read-context.ts';

/** Only an expression can have a statistics target of its own. */
const targets = /* sql */ `
  case when i.indexprs is not null then
    (select pg_catalog.json_agg(pg_catalog.json_build_object('key', a.attnum, 'target', a.attstattarget)
                                order by a.attnum)
       from pg_catalog.pg_attribute a where a.attrelid = ic.oid and a.attstattarget >= 0) end`;

/**
 * JSON of what few indexes have, or null; `i` and `ic` are the rows of `pg_index` and `pg_class`. `taken` is an array with
 * the OIDs of those that an extension takes along.
 */
export const indexSettings = (taken: string): string => /* sql */ `
  case when ic.oid = any (${taken}) or ic.reloptions is not null or ic.reltablespace <> 0 or i.indisclustered or i.indisreplident
         or ic.relispartition
         or (i.indexprs is not null
             and exists (select from pg_catalog.pg_attribute a
                          where a.attrelid = ic.oid and a.attstattarget >= 0))
       then pg_catalog.json_build_array(ic.relname, ic.reloptions, ic.reltablespace::pg_catalog.text, i.indisclustered,
              i.indisreplident,
              case when ic.relispartition then
                (select pg_catalog.json_build_array(p.relnamespace::pg_catalog.text, p.relname)
                   from pg_catalog.pg_inherits h
                   join pg_catalog.pg_class p on p.oid = h.inhparent
                  where h.inhrelid = ic.oid) end,
              ${targets}, ic.oid::pg_catalog.text)::pg_catalog.text
  end`;

type Settings = [
  name: string,
  options: string[] | null,
  tablespaceOid: string,
  isClustered: boolean,
  isReplicaIdentity: boolean,
  parent: [schemaOid: string, name: string] | null,
  targets: { key: number; target: number }[] | null,
  oid: string,
];

const none: ReadonlyMap<string, IndexSettings> = new Map();

/** The settings of a relation's indexes by their names. */
export const readIndexSettings = (
  json: string | null,
  context: ReadContext,
): ReadonlyMap<string, IndexSettings> => {
  if (json === null) return none;
  const all = JSON.parse(`[${json}]`) as Settings[];
  return new Map(
    all.map(([name, options, tablespace, clustered, replicaIdentity, parent, statistics, oid]) => [
      name,
      {
        clustered,
        depends_on_extensions: context.takersOf(catalogOid.pg_class, oid),
        options: options ?? [],
        partition_of: parent === null ? null : { name: parent[1], schema: context.schemaName(parent[0]) },
        replica_identity: replicaIdentity,
        statistics_targets: (statistics ?? []).map(({ key, target }) => ({ key, target })),
        tablespace: context.names.tablespace(tablespace),
      },
    ]),
  );
};
