import { expect } from '@jest/globals';
import type { ExpectedObject } from './fixture-database.ts';

type Definition = ExpectedObject['definition'];

const inside = (definition: Definition, field: string, change: (value: object) => object): Definition => {
  const value = definition[field];
  return typeof value === 'object' && value !== null ? { ...definition, [field]: change(value) } : definition;
};

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
    // Nor had it a name in a domain.
    version: 170_000,
    definition: (definition) =>
      inside(definition, 'domain', (domain) => ({ ...domain, not_null_constraint: null })),
  },
  {
    // Nobody had MAINTAIN.
    version: 170_000,
    definition: (definition) =>
      JSON.parse(
        JSON.stringify(definition, (_, value: unknown) =>
          Array.isArray(value) ? value.filter((one) => one !== 'MAINTAIN') : value,
        ),
      ) as Definition,
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
    // Ranges came without a type of several.
    version: 140_000,
    definition: (definition) => inside(definition, 'range', (range) => ({ ...range, multirange: null })),
  },
  {
    // A collation's version is that of the library on the server.
    version: Number.POSITIVE_INFINITY,
    definition: (definition, kind) =>
      kind === 'collation' && definition.version !== null
        ? { ...definition, version: expect.any(String) }
        : definition,
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
