import { describe, expect, test } from '@jest/globals';
import { InMemoryEventSource } from '@cadastre/event-bus';
import { eventDefinitions } from '@cadastre/events';
import { BehindCatalog } from './behind-catalog.ts';

const event = (type: keyof typeof eventDefinitions) => ({
  type,
  schemaVersion: eventDefinitions[type].schemaVersion,
  data: {},
});
const given = (catalogPosition: number): BehindCatalog => {
  const log = new InMemoryEventSource();
  log.append('sync-1', [event('SyncStarted')]);
  log.append('sync-1', [event('SyncProgressed')]);
  log.append('sync-1', [event('SyncCompleted')]);
  log.append('sync-2', [event('SyncRequested')]);
  return new BehindCatalog(log, async () => catalogPosition);
};
const read = async (source: BehindCatalog) => {
  const { events, nextPosition } = await source.read({ afterPosition: 0, limit: 10 });
  return [events.map(({ type }) => type), nextPosition];
};

describe('the end of a sync', () => {
  test('is not told before the catalog has come as far; what happened before it is', async () => {
    expect(await read(given(2))).toEqual([['SyncStarted', 'SyncProgressed'], 2]);
  });

  test('is told as soon as it has', async () => {
    expect(await read(given(3))).toEqual([
      ['SyncStarted', 'SyncProgressed', 'SyncCompleted', 'SyncRequested'],
      4,
    ]);
  });
});
