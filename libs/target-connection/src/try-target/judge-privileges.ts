import { TargetFailure } from '../failure/target-failure.ts';
import { quoteIdentifier } from '../quote-identifier.ts';
import { isSeen, type VisibleSchema } from './visible-schemas.ts';

const mostSchemasNamed = 20;

/**
 * The statements that let the role see these schemas, to be run by their owner or a superuser. No more than is needed:
 * USAGE lets it see a schema; only in `public`, where every role has that, it takes a privilege on something.
 */
const grantsFor = (role: string, schemas: readonly VisibleSchema[]): string => {
  const statements = schemas
    .slice(0, mostSchemasNamed)
    .flatMap(({ schema, has_usage, relations }) => [
      ...(has_usage ? [] : [`GRANT USAGE ON SCHEMA ${quoteIdentifier(schema)} TO ${quoteIdentifier(role)};`]),
      ...(schema === 'public' && relations > 0
        ? [`GRANT SELECT ON ALL TABLES IN SCHEMA ${quoteIdentifier(schema)} TO ${quoteIdentifier(role)};`]
        : []),
    ]);
  const more = schemas.length - mostSchemasNamed;
  return statements.join(' ') + (more > 0 ? ` (and the same for ${more} more schemas)` : '');
};

/** A role that may connect, and that nobody has let into a room. */
const seesNothing = (role: string, schemas: readonly VisibleSchema[]): TargetFailure =>
  new TargetFailure('privileges', 'privileges', {
    detail:
      schemas.length === 1
        ? 'The role may connect, but sees nothing of the one schema that holds objects.'
        : `The role may connect, but sees nothing of the ${schemas.length} schemas that hold objects.`,
    hint: `Run as their owner or a superuser: ${grantsFor(role, schemas)}`,
  });

/** @throws TargetFailure of class privileges when the database holds something and the role sees nothing of it */
export const judgePrivileges = (
  role: string,
  schemas: readonly VisibleSchema[],
): { readonly detail: string; readonly hint: string | null } => {
  if (schemas.length === 0) return { detail: 'The database holds no objects yet.', hint: null };
  const unseen = schemas.filter((schema) => !isSeen(schema));
  if (unseen.length === schemas.length) throw seesNothing(role, schemas);
  const relations = schemas.filter(isSeen).reduce((sum, schema) => sum + schema.relations, 0);
  const seen = schemas.length - unseen.length;
  return {
    detail: `The role sees ${seen} of ${schemas.length} schemas, ${relations} tables and views.`,
    hint: unseen.length === 0 ? null : `To let it see the others too: ${grantsFor(role, unseen)}`,
  };
};
