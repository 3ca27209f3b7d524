import { describe, expect, test } from '@jest/globals';
import { applyChanges } from './apply-changes.ts';
import type { CatalogChange } from './catalog-change.ts';
import { definitionSchemas } from './catalog-object.ts';
import { inPartOrder } from './part-order.ts';

const change = (path: string[], after: CatalogChange['after']): CatalogChange => ({
  change: 'part-changed',
  path,
  part: null,
  before: null,
  after,
  grade: 'cosmetic',
});
const column = (attnum: number, name: string) => ({ attnum, name, comment: null as string | null });
const relation = {
  comment: null as string | null,
  columns: [column(1, 'id'), column(2, 'name'), column(10, 'note')],
  indexes: [{ name: 'a' }, { name: 'c' }],
};

describe('applying changes', () => {
  test('replaces a field', () => {
    expect(applyChanges(relation, [change(['comment'], 'Orders')])).toEqual({
      ...relation,
      comment: 'Orders',
    });
  });

  test('adds a part in its place: columns by number, others by name', () => {
    const after = applyChanges(relation, [
      change(['columns', '9'], column(9, 'between')),
      change(['indexes', 'b'], { name: 'b' }),
    ]);
    expect(after.columns.map(({ attnum }) => attnum)).toEqual([1, 2, 9, 10]);
    expect(after.indexes.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  });

  test('drops a part, and changes a field of one', () => {
    const after = applyChanges(relation, [
      change(['columns', '2'], null),
      change(['columns', '10', 'name'], 'remark'),
    ]);
    expect(after.columns).toEqual([column(1, 'id'), column(10, 'remark')]);
  });

  test('moves a renamed part to its new place; what follows calls it by its new name', () => {
    const after = applyChanges(
      {
        indexes: [
          { name: 'a', valid: false },
          { name: 'c', valid: false },
        ],
      },
      [change(['indexes', 'a', 'name'], 'z'), change(['indexes', 'z', 'valid'], true)],
    );
    expect(after.indexes).toEqual([
      { name: 'c', valid: false },
      { name: 'z', valid: true },
    ]);
  });

  test('changes a field of a field, and parts inside it', () => {
    const type = { domain: { default: "''", constraints: [{ name: 'b' }] } };
    const after = applyChanges(type, [
      change(['domain', 'default'], null),
      change(['domain', 'constraints', 'a'], { name: 'a' }),
    ]);
    expect(after).toEqual({ domain: { default: null, constraints: [{ name: 'a' }, { name: 'b' }] } });
  });

  test('takes the shape of the new kind when an object became another', () => {
    const table = Object.fromEntries(
      Object.keys(definitionSchemas.table.shape).map((field) => [field, 'kept']),
    );
    const bound = { schema: 's', name: 'parent', bound: 'DEFAULT' };
    const attached = applyChanges(table, [change(['kind'], 'partition'), change(['partition_of'], bound)]);
    expect(attached).toEqual({ ...table, partition_of: bound, partition_key: null });
    const detached = applyChanges(attached, [change(['kind'], 'table'), change(['partition_of'], null)]);
    expect(detached).toEqual(table);
  });

  test('no definition has a field of its own called kind', () => {
    for (const { shape } of Object.values(definitionSchemas)) expect(shape).not.toHaveProperty('kind');
  });

  test('passes over a part that is not there, so that doing it again is harmless', () => {
    const changes = [
      change(['columns', '2'], null),
      change(['columns', '2', 'comment'], 'gone'),
      change(['indexes', 'a', 'name'], 'z'),
    ];
    const once = applyChanges(relation, changes);
    expect(applyChanges(once, changes)).toEqual(once);
  });

  test('leaves the input as it was', () => {
    const before = structuredClone(relation);
    applyChanges(relation, [change(['columns', '1', 'comment'], 'x'), change(['indexes', 'a'], null)]);
    expect(relation).toEqual(before);
  });

  test('knows no names but own ones', () => {
    const after = applyChanges(relation, [
      change(['indexes', '__proto__'], { name: '__proto__' }),
      change(['constructor'], 'x'),
    ]);
    expect(after.indexes).toContainEqual({ name: '__proto__' });
    expect(Object.hasOwn(after, 'constructor')).toBe(true);
  });
});

describe('the order of parts', () => {
  test('is by number for columns and by code units for names', () => {
    expect(inPartOrder('columns', [{ attnum: 10 }, { attnum: 9 }])).toEqual([{ attnum: 9 }, { attnum: 10 }]);
    const names = ['b', '\uFF21', 'a', '😀', 'B', '10', '9'].map((name) => ({ name }));
    expect(inPartOrder('indexes', names).map(({ name }) => name)).toEqual([
      '10',
      '9',
      'B',
      'a',
      'b',
      '😀',
      '\uFF21',
    ]);
  });

  test('leaves what has no parts alone', () => {
    expect(inPartOrder('inherits', [{ name: 'b' }, { name: 'a' }])).toEqual([{ name: 'b' }, { name: 'a' }]);
  });
});
