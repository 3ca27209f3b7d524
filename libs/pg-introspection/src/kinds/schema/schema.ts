import { parseGrants } from '../../access/grants.ts';
import { commentLimit, limitedSql } from '../../text/limited-text.ts';
import { statement, type Statement } from '../../session/statement.ts';
import type { CatalogKindReader } from '../kind-reader.ts';

export type SchemaRow = readonly [
  oid: string,
  name: string,
  owner: string,
  comment: string | null,
  acl: string | null,
];

/** All schemas, PostgreSQL's own too: objects refer to them by OID. */
export const schemasStatement = (): Statement<SchemaRow> =>
  statement(
    /* sql */ `
    select n.oid, n.nspname, pg_catalog.pg_get_userbyid(n.nspowner),
           ${limitedSql(`pg_catalog.obj_description(n.oid, 'pg_namespace')`, commentLimit)}, n.nspacl
      from pg_catalog.pg_namespace n
     order by n.oid`,
    [],
    1_000,
  );

export const schemaReader: CatalogKindReader<'schema', SchemaRow> = {
  kind: 'schema',
  catalog: 'pg_namespace',
  statement: schemasStatement,
  assemble: ([oid, name, owner, comment, acl], context) => ({
    kind: 'schema',
    identity: { catalog: 'pg_namespace', oid: Number(oid) },
    schema: null,
    name,
    qualified_name: name,
    definition: {
      comment,
      depends_on: [],
      extension: context.extensionOf('pg_namespace', oid),
      initial_privileges: context.initialPrivileges('pg_namespace', oid),
      owner,
      privileges: parseGrants(acl),
    },
  }),
};
