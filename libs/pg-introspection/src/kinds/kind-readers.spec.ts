import { expect, test } from '@jest/globals';
import { objectKinds } from '@cadastre/events';
import { kindReaders, relationReader } from './kind-readers.ts';

test('has a reader for every kind, under its own name', () => {
  expect(Object.keys(kindReaders).sort()).toEqual([...objectKinds].sort());
  for (const [kind, reader] of Object.entries(kindReaders)) expect(reader.kind).toBe(kind);
});

test('a kind without a reader does not compile', () => {
  const { view: _, ...withoutViews } = kindReaders;
  // @ts-expect-error the registry wants a reader for views
  const incomplete: typeof kindReaders = withoutViews;
  expect(incomplete).not.toHaveProperty('view');
});

test.each([
  ['r', 'f', 'table'],
  ['r', 't', 'partition'],
  ['p', 'f', 'partitioned-table'],
  ['p', 't', 'partition'],
  ['f', 'f', 'foreign-table'],
  ['f', 't', 'foreign-table'],
  ['v', 'f', 'view'],
  ['m', 'f', 'materialized-view'],
  ['S', 'f', 'sequence'],
])('takes relkind %s (partition: %s) for a %s', (relkind, isPartition, kind) => {
  expect(relationReader(relkind, isPartition)?.kind).toBe(kind);
});

test('leaves out relations that are no objects of their own', () => {
  for (const relkind of ['i', 'I', 't', 'c']) expect(relationReader(relkind, 'f')).toBeNull();
});
