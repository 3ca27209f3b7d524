import type { SkippedScope } from '@cadastre/events';
import { isSystemSchema } from './system-schemas.ts';

export type SchemaChoice = {
  /** Only these; null for all that are not PostgreSQL's own. */
  readonly includeSchemas?: readonly string[] | null;
  readonly excludeSchemas?: readonly string[];
  /** Schemas that turned out to be unreadable, with the reason: left out and reported as skipped. */
  readonly skipSchemas?: readonly SkippedScope[];
};

/** The reason of a schema that was asked for and is not there: nothing of it can be there either. */
export const noSuchSchema = 'no such schema';

type Named = { readonly name: string };

export type ChosenSchemas<S extends Named> = {
  readonly read: readonly S[];
  readonly skipped: readonly SkippedScope[];
  /** Nothing but PostgreSQL's own schemas is left out. */
  readonly isWhole: boolean;
};

/** Which schemas are read. One that was asked for and does not exist is reported, not passed over. */
export const chooseSchemas = <S extends Named>(
  existing: readonly S[],
  { includeSchemas = null, excludeSchemas = [], skipSchemas = [] }: SchemaChoice,
): ChosenSchemas<S> => {
  const excluded = new Set(excludeSchemas);
  const included = includeSchemas === null ? null : new Set(includeSchemas);
  const skippedBefore = new Map(skipSchemas.map(({ scope, reason }) => [scope, reason]));
  const wanted = existing.filter(
    ({ name }) => !isSystemSchema(name) && !excluded.has(name) && (included === null || included.has(name)),
  );
  const names = new Set(existing.map(({ name }) => name));
  const missing = [...(included ?? [])].filter((name) => !names.has(name));
  const read = wanted.filter(({ name }) => !skippedBefore.has(name));
  return {
    read,
    isWhole: read.length === existing.filter(({ name }) => !isSystemSchema(name)).length,
    skipped: [
      ...wanted.flatMap(({ name }) => {
        const reason = skippedBefore.get(name);
        return reason === undefined ? [] : [{ scope: name, reason }];
      }),
      ...missing.map((scope) => ({ scope, reason: noSuchSchema })),
    ],
  };
};
