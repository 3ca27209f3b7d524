import { dependenciesSql } from '../../dependencies/dependencies-sql.ts';
import { parseDependencies } from '../../dependencies/parse-dependencies.ts';
import { statement, type Statement } from '../../session/statement.ts';
import { commentLimit, limitedSql } from '../../text/limited-text.ts';
import type { CatalogKindReader } from '../kind-reader.ts';

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
];

/** All extensions with their members: found from the extension outwards, which touches no other dependency. */
export const extensionsStatement = (): Statement<ExtensionRow> =>
  statement(
    /* sql */ `
    select e.oid, e.extname, pg_catalog.pg_get_userbyid(e.extowner), e.extversion, e.extnamespace,
           e.extrelocatable, ${limitedSql(`pg_catalog.obj_description(e.oid, 'pg_extension')`, commentLimit)},
           m.catalogs, m.oids, ${dependenciesSql('3079', 'e.oid')}
      from pg_catalog.pg_extension e
      left join lateral (
             select pg_catalog.array_agg(d.classid::pg_catalog.oid) as catalogs,
                    pg_catalog.array_agg(d.objid) as oids
               from pg_catalog.pg_depend d
              where d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass and d.refobjid = e.oid
                and d.deptype = 'e' and d.objsubid = 0) as m on true
     order by e.oid`,
    [],
    100,
  );

export const extensionReader: CatalogKindReader<'extension', ExtensionRow> = {
  kind: 'extension',
  catalog: 'pg_extension',
  statement: extensionsStatement,
  assemble: ([oid, name, owner, version, schemaOid, isRelocatable, comment, , , dependencies], context) => ({
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
      relocatable: isRelocatable === 't',
      schema: context.schemaName(schemaOid),
      version,
    },
  }),
};
