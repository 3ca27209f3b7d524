import type { CatalogObject } from '@cadastre/events';
import { parseGrants } from '../access/grants.ts';
import { parseSecurityLabels } from '../access/security-labels.ts';
import { parseDependencies } from '../dependencies/parse-dependencies.ts';
import type { SmallKindReader } from '../kinds/kind-reader.ts';
import type { AnySmallReader } from '../kinds/kind-readers.ts';
import type { ReadContext } from '../snapshot/read-context.ts';
import type { SmallRow } from './small-statement.ts';

/** The object of a row: what its reader makes of the facts, and what every object has. */
export const assembleSmallObject = (
  reader: AnySmallReader,
  row: SmallRow,
  context: ReadContext,
): CatalogObject => {
  const [, oid, schemaOid, comment, owner, acl, dependencies, more, labels, facts] = row;
  // A row and its reader belong together, by number; TypeScript cannot follow a union that far.
  const anyReader = reader as SmallKindReader<'cast', unknown>;
  const { kind, catalog } = anyReader;
  const object = anyReader.assemble(JSON.parse(facts), { oid, context });
  const { name, signature = '', initialPrivileges = null, definition } = object;
  const schema = schemaOid === '0' ? null : context.schemaName(schemaOid);
  return {
    kind,
    identity: { catalog, oid: Number(oid) },
    schema,
    name,
    qualified_name: `${schema === null ? '' : `${schema}.`}${name}${signature}`,
    definition: inKeyOrder({
      ...definition,
      comment,
      depends_on: parseDependencies(joined(dependencies, more)),
      extension: context.extensionOf(catalog, oid),
      initial_privileges: context.initialPrivileges(catalog, oid) ?? initialPrivileges,
      owner: owner as null,
      privileges: parseGrants(acl),
      security_labels: parseSecurityLabels(labels),
    }),
  };
};

/** Either list may be null or empty. */
const joined = (...lists: readonly (string | null)[]): string | null =>
  lists.filter((list) => list !== null && list !== '').join(',') || null;

/** Members in code-unit order, as canonical JSON has them. */
const inKeyOrder = <T extends object>(members: T): T =>
  Object.fromEntries(Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1))) as T;
