import { expect } from '@jest/globals';
import type { ExpectedObject } from './fixture-database.ts';

type Definition = ExpectedObject['definition'];

/** What an older server shows otherwise, by the version that changed it. */
const before: readonly {
  readonly version: number;
  readonly definition: (definition: Definition, kind: string) => Definition;
}[] = [
  {
    // NOT NULL was no constraint of its own.
    version: 180_000,
    definition: (definition) =>
      Array.isArray(definition.constraints)
        ? {
            ...definition,
            constraints: (definition.constraints as { type: string }[]).filter(
              ({ type }) => type !== 'not-null',
            ),
          }
        : definition,
  },
  {
    // A view's columns were always printed with their table.
    version: 160_000,
    definition: (definition, kind) =>
      kind.endsWith('view') ? { ...definition, definition: expect.any(String) } : definition,
  },
  {
    // The sequence of an unlogged table was permanent.
    version: 150_000,
    definition: (definition, kind) =>
      kind === 'sequence' ? { ...definition, persistence: 'permanent' } : definition,
  },
  {
    // An extension comes with the server.
    version: Number.POSITIVE_INFINITY,
    definition: (definition, kind) =>
      kind === 'extension' ? { ...definition, version: expect.any(String) } : definition,
  },
];

/** What a server of this version has to show of objects that are written down as the newest one shows them. */
export const asShownBy = (version: number, objects: readonly ExpectedObject[]): ExpectedObject[] =>
  objects
    .filter(({ definition }) => version >= 140_000 || definition.type_kind !== 'multirange')
    .map((object) => ({
      ...object,
      definition: before
        .filter((change) => version < change.version)
        .reduce((definition, change) => change.definition(definition, object.kind), object.definition),
    }));
