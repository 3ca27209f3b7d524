import type { IntegrationOptions, ObjectIdentity, ObjectKind, SkippedScope } from '@cadastre/events';
import { noSuchSchema } from '@cadastre/pg-introspection';

/** Which schemas a reading is about, as far as it has said so. */
export type ReadScope = {
  readonly schemas: ReadonlySet<string>;
  readonly skipped: readonly SkippedScope[];
};

type Choice = Pick<IntegrationOptions, 'include_schemas' | 'exclude_schemas'>;

/**
 * A schema that was chosen away, or could not be read, keeps what is known of it. One that is neither was read to its
 * end, also when it is not there any more.
 */
const isInScope = (schema: string, { schemas, skipped }: ReadScope, choice: Choice): boolean => {
  if (schemas.has(schema)) return true;
  if (skipped.some(({ scope, reason }) => scope === schema && reason !== noSuchSchema)) return false;
  return !choice.exclude_schemas.includes(schema) && (choice.include_schemas?.includes(schema) ?? true);
};

type Placed = { readonly kind: ObjectKind; readonly identity: ObjectIdentity };
type Reading = { readonly scope: ReadScope; readonly choice: Choice };

/**
 * Would this known object have been seen if it were there? `schema` is the one it is in, and of a schema itself its name.
 * Objects outside any schema are read where no certain schemas were asked for, extensions always. A system catalog that the
 * role may not read keeps what is known of it.
 */
export const wouldBeSeen = (
  schema: string | null,
  { kind, identity }: Placed,
  { scope, choice }: Reading,
): boolean => {
  if (scope.skipped.some(({ scope: name }) => name === identity.catalog)) return false;
  if (schema !== null) return isInScope(schema, scope, choice);
  return kind === 'extension' || choice.include_schemas === null;
};

/**
 * Left out for good, until it shows in the fingerprint: a schema that is not there, or a system catalog that the role may
 * not read. No schema can have a name that begins like theirs.
 */
export const isLeftOutForGood = ({ scope, reason }: SkippedScope): boolean =>
  reason === noSuchSchema || scope.startsWith('pg_');
