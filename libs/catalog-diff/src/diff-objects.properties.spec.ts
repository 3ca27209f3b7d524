import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import {
  CatalogChange,
  applyChanges,
  definitionSchemas,
  objectKinds,
  partKeys,
  type CatalogObject,
} from '@cadastre/events';
import { objectOf, definitionOf, statesOf } from '../test/arbitrary-objects.ts';
import { diffObjects } from './diff-objects.ts';
import { keepsIdentity } from './object-kinds.ts';

const runs = { seed: 20260105, numRuns: 150 };

const nounOf: Record<string, string> = {
  columns: 'column',
  constraints: 'constraint',
  indexes: 'index',
  triggers: 'trigger',
  rules: 'rule',
  policies: 'policy',
};

const expectChangesToLeadFrom = (before: CatalogObject, after: CatalogObject): void => {
  const { changes } = diffObjects(before, after);
  const applied = applyChanges(before.definition, changes);
  expect(applied).toStrictEqual(after.definition);
  // To the byte: the hash of what the changes lead to is the hash of what was read.
  expect(JSON.stringify(applied)).toBe(JSON.stringify(after.definition));
  expect(applyChanges(applied, changes)).toStrictEqual(after.definition);
};

describe.each(objectKinds)('two states of a %s', (kind) => {
  test('differ by changes that lead from the one to the other', () => {
    fc.assert(
      fc.property(statesOf(kind), ({ before, after }) => {
        expectChangesToLeadFrom(before, after);
        expectChangesToLeadFrom(after, before);
      }),
      runs,
    );
  });

  test('differ by changes that an event may hold', () => {
    fc.assert(
      fc.property(statesOf(kind), ({ before, after }) => {
        for (const change of diffObjects(before, after).changes) {
          expect(CatalogChange.parse(change)).toEqual(change);
        }
      }),
      { ...runs, numRuns: 50 },
    );
  });

  test('differ by nothing when they are equal', () => {
    fc.assert(
      fc.property(definitionOf(kind), (definition) => {
        const [before, after] = [
          objectOf(kind, 'a', definition),
          objectOf(kind, 'a', structuredClone(definition)),
        ];
        expect(diffObjects(before, after)).toEqual({ renamed: null, changes: [] });
      }),
      { ...runs, numRuns: 50 },
    );
  });

  test('differ in every field that the schema has, and by every fate of a part', () => {
    const fields = new Set<string>();
    const fates = new Set<string>();
    fc.assert(
      fc.property(statesOf(kind), ({ before, after }) => {
        for (const { path, change } of diffObjects(before, after).changes) {
          fields.add(path[0] as string);
          fates.add(change);
        }
      }),
      runs,
    );
    // what can only be null does not differ
    const schema = Object.entries(definitionSchemas[kind].shape)
      .filter(([, field]) => !(field instanceof z.ZodNull))
      .map(([name]) => name);
    expect([...fields].sort()).toEqual(schema.sort());
    const nouns = schema.filter((field) => field in partKeys).map((field) => nounOf[field]);
    for (const noun of nouns) {
      expect([...fates]).toEqual(
        expect.arrayContaining(['added', 'dropped', 'renamed'].map((fate) => `${noun}-${fate}`)),
      );
    }
  });
});

const attachments = objectKinds.flatMap((from) =>
  objectKinds.filter((to) => from !== to && keepsIdentity(from, to)).map((to) => [from, to] as const),
);

test('tables and partitions become each other, and nothing else does', () => {
  expect(attachments).toEqual([
    ['table', 'partition'],
    ['partitioned-table', 'partition'],
    ['partition', 'table'],
    ['partition', 'partitioned-table'],
  ]);
});

test.each(attachments)('a %s that became a %s differs by changes that lead there', (from, to) => {
  fc.assert(
    fc.property(definitionOf(from), definitionOf(to), (a, b) => {
      const [before, after] = [objectOf(from, 'a', a), objectOf(to, 'a', b)];
      expectChangesToLeadFrom(before, after);
      expect(diffObjects(before, after).changes[0]).toMatchObject({
        change: 'kind-changed',
        before: from,
        after: to,
      });
    }),
    runs,
  );
});
