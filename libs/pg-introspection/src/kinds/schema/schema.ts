import { catalogOid } from '../../catalog-oids.ts';
import { parseGrants } from '../../access/grants.ts';
import { parseSecurityLabels, securityLabelsSql } from '../../access/security-labels.ts';
import { commentLimit, limitedSql } from '../../text/limited-text.ts';
import type { OpeningKindReader } from '../kind-reader.ts';

export type SchemaRow = readonly [
  oid: string,
  name: string,
  owner: string,
  comment: string | null,
  acl: string | null,
  labels: string | null,
];

/** All schemas, PostgreSQL's own too: objects refer to them by OID. */
export const schemasSql = /* sql */ `
    select n.oid, n.nspname, pg_catalog.pg_get_userbyid(n.nspowner),
           ${limitedSql(`pg_catalog.obj_description(n.oid, 'pg_namespace')`, commentLimit)}, n.nspacl,
           ${securityLabelsSql(catalogOid.pg_namespace, 'n.oid')}
      from pg_catalog.pg_namespace n`;

export const schemaReader: OpeningKindReader<'schema', SchemaRow> = {
  kind: 'schema',
  catalog: 'pg_namespace',
  assemble: ([oid, name, owner, comment, acl, labels], context) => ({
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
      security_labels: parseSecurityLabels(labels),
    },
  }),
};
