import { catalogOid } from '../../catalog-oids.ts';
import { parseSecurityLabels, securityLabelsSql } from '../../access/security-labels.ts';
import { dependenciesSql } from '../../dependencies/dependencies-sql.ts';
import { parseDependencies } from '../../dependencies/parse-dependencies.ts';
import { commentLimit, limitedSql } from '../../text/limited-text.ts';
import type { OpeningKindReader } from '../kind-reader.ts';

export type ExtensionRow = readonly [
  oid: string,
  name: string,
  owner: string,
  version: string,
  schemaOid: string,
  isRelocatable: string,
  comment: string | null,
  /** What it owns, as two arrays side by side. */
  memberCatalogs: string | null,
  memberOids: string | null,
  dependencies: string | null,
  labels: string | null,
  /** What it would take along without owning it, as the members. */
  dependentCatalogs: string | null,
  dependentOids: string | null,
];

/** All extensions with their members: found from the extension outwards, which touches no other dependency. */
export const extensionsSql = /* sql */ `
    select e.oid, e.extname, pg_catalog.pg_get_userbyid(e.extowner), e.extversion, e.extnamespace,
           e.extrelocatable, ${limitedSql(`pg_catalog.obj_description(e.oid, 'pg_extension')`, commentLimit)},
           m.catalogs, m.oids, ${dependenciesSql(catalogOid.pg_extension, 'e.oid')},
           ${securityLabelsSql(catalogOid.pg_extension, 'e.oid')}, m.dependent_catalogs, m.dependent_oids
      from pg_catalog.pg_extension e
      left join lateral (
             select pg_catalog.array_agg(d.classid::pg_catalog.oid) filter (where d.deptype = 'e') as catalogs,
                    pg_catalog.array_agg(d.objid) filter (where d.deptype = 'e') as oids,
                    pg_catalog.array_agg(d.classid::pg_catalog.oid) filter (where d.deptype = 'x')
                      as dependent_catalogs,
                    pg_catalog.array_agg(d.objid) filter (where d.deptype = 'x') as dependent_oids
               from pg_catalog.pg_depend d
              where d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass and d.refobjid = e.oid
                and d.deptype in ('e', 'x') and d.objsubid = 0) as m on true`;

export const extensionReader: OpeningKindReader<'extension', ExtensionRow> = {
  kind: 'extension',
  catalog: 'pg_extension',
  assemble: (
    [oid, name, owner, version, schemaOid, isRelocatable, comment, , , dependencies, labels],
    context,
  ) => ({
    kind: 'extension',
    identity: { catalog: 'pg_extension', oid: Number(oid) },
    schema: null,
    name,
    qualified_name: name,
    definition: {
      comment,
      depends_on: parseDependencies(dependencies),
      extension: context.extensionOf('pg_extension', oid),
      initial_privileges: null,
      owner,
      privileges: null,
      relocatable: isRelocatable === 'true',
      schema: context.schemaName(schemaOid),
      security_labels: parseSecurityLabels(labels),
      version,
    },
  }),
};
