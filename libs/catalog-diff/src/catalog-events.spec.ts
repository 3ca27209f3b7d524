import { expect, test } from '@jest/globals';
import { IntegrationId, SyncId, type CatalogObject, type ObjectEvent } from '@cadastre/events';
import { objectOf } from '../test/arbitrary-objects.ts';
import { table } from '../test/example-objects.ts';
import { foldObject } from '../test/fold-object.ts';
import { objectAltered, objectDiscovered, objectDropped, objectRenamed } from './catalog-events.ts';
import { toSeenEntry } from './merging/snapshot-entry.ts';

const observation = {
  integrationId: IntegrationId.parse('0198c0de-0000-7000-8000-000000000001'),
  syncId: SyncId.parse('0198c0de-0000-7000-8000-0000000000a1'),
  at: '2026-01-05T09:00:00.000Z',
};
const entry = (object: CatalogObject, digit: string) =>
  toSeenEntry({ object, hash: digit.repeat(64), json: '' });

const first = objectOf('table', 'orders', table());
const moved: CatalogObject = { ...first, schema: 'archive', qualified_name: 'archive.orders' };
const attached = {
  ...objectOf('partition', 'orders', {
    ...table({ comment: 'x' }),
    partition_of: { schema: 's', name: 'all_orders', bound: 'DEFAULT' },
    partition_key: null,
  }),
  schema: 'archive',
  qualified_name: 'archive.orders',
} as CatalogObject;

const discovered = objectDiscovered(observation, entry(first, 'a'));
const renamed = objectRenamed(observation, entry(first, 'a'), entry(moved, 'a'));
const altered = objectAltered(observation, moved, entry(attached, 'b')) as ObjectEvent;
const dropped = objectDropped(observation, entry(attached, 'b'));

test('an object is what its events say, one after the other', () => {
  expect(foldObject([])).toBeNull();
  expect(foldObject([discovered])).toEqual(first);
  expect(foldObject([discovered, renamed])).toEqual(moved);
  expect(foldObject([discovered, renamed, altered])).toEqual(attached);
  expect(foldObject([discovered, renamed, altered, dropped])).toBeNull();
});

test('a new object may take the place of a dropped one', () => {
  expect(foldObject([discovered, dropped, discovered])).toEqual(first);
});

test('the alteration names the object as it is afterwards', () => {
  expect(altered).toMatchObject({
    type: 'ObjectAltered',
    data: { kind: 'partition', schema: 'archive', name: 'orders', qualified_name: 'archive.orders' },
  });
  expect(dropped.data).toMatchObject({ kind: 'partition', qualified_name: 'archive.orders' });
});
