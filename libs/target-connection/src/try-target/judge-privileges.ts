import { TargetFailure } from '../failure/target-failure.ts';
import { grantsFor } from './grants-for.ts';
import { superuserHint } from './superuser-hint.ts';
import { isSeen, type VisibleSchema } from './visible-schemas.ts';

/** A role that may connect, and that nobody has let into a room. */
const seesNothing = (role: string, schemas: readonly VisibleSchema[]): TargetFailure =>
  new TargetFailure('privileges', 'privileges', {
    detail:
      schemas.length === 1
        ? 'The role may connect, but sees nothing of the one schema that holds objects.'
        : `The role may connect, but sees nothing of the ${schemas.length} schemas that hold objects.`,
    hint: `Run as their owner or a superuser: ${grantsFor(role, schemas)}`,
  });

/** Who looks, and where. */
export type Onlooker = {
  readonly role: string;
  readonly isSuperuser: boolean;
  readonly databaseName: string;
};

/**
 * What the role sees, and what should be changed about it; the hint is null where nothing should.
 *
 * @throws TargetFailure of class privileges when the database holds something and the role sees nothing of it
 */
export const judgePrivileges = (
  { role, isSuperuser, databaseName }: Onlooker,
  schemas: readonly VisibleSchema[],
): { readonly detail: string; readonly hint: string | null } => {
  const unseen = schemas.filter((schema) => !isSeen(schema));
  if (schemas.length > 0 && unseen.length === schemas.length) throw seesNothing(role, schemas);
  const detail = whatIsSeen(schemas);
  if (isSuperuser) return { detail, hint: superuserHint(databaseName, schemas) };
  return {
    detail,
    hint: unseen.length === 0 ? null : `To let it see the others too: ${grantsFor(role, unseen)}`,
  };
};

const whatIsSeen = (schemas: readonly VisibleSchema[]): string => {
  if (schemas.length === 0) return 'The database holds no objects yet.';
  const seen = schemas.filter(isSeen);
  const relations = seen.reduce((sum, schema) => sum + schema.relations, 0);
  return `The role sees ${seen.length} of ${schemas.length} schemas, ${relations} tables and views.`;
};
