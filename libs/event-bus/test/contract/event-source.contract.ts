import { describe, expect, test } from '@jest/globals';
import type { NewEvent, LoggedEvent } from '@cadastre/events';
import type { EventSource } from '../../src/event-source.ts';

export type SourceUnderTest = {
  readonly source: EventSource;
  /** Puts one commit into whatever the source reads from, and returns when it can be read. */
  readonly append: (streamId: string, events: readonly NewEvent[]) => Promise<void>;
};

const noted = (n: number): NewEvent => ({ type: 'NoteTaken', schemaVersion: 1, data: { n } });
const crossed = (n: number): NewEvent => ({ type: 'NoteCrossedOut', schemaVersion: 1, data: { n } });

const readAll = async (
  source: EventSource,
  limit: number,
  types?: readonly string[],
): Promise<LoggedEvent[]> => {
  const all: LoggedEvent[] = [];
  for (let afterPosition = 0, head = await source.head(); afterPosition < head;) {
    const page = await source.read({ afterPosition, limit, ...(types && { types }) });
    expect(page.events.length).toBeLessThanOrEqual(limit);
    expect(page.nextPosition).toBeGreaterThan(afterPosition);
    all.push(...page.events);
    afterPosition = page.nextPosition;
  }
  return all;
};

/** What every EventSource promises, wherever its events come from. Each test gets a source of its own. */
export const describeEventSource = (name: string, create: () => Promise<SourceUnderTest>): void => {
  describe(`${name} as an event source`, () => {
    test('has an empty log at the start', async () => {
      const { source } = await create();
      expect(await source.head()).toBe(0);
      expect(await source.read({ afterPosition: 0, limit: 10 })).toEqual({
        events: [],
        unreadable: [],
        nextPosition: 0,
      });
    });

    test('gives events in dense positions, with stream, version and data', async () => {
      const { source, append } = await create();
      await append('note-a', [noted(1), noted(2)]);
      await append('note-b', [noted(3)]);
      await append('note-a', [crossed(1)]);
      const { events, nextPosition } = await source.read({ afterPosition: 0, limit: 10 });
      expect(
        events.map(({ position, streamId, version, type, data }) => [
          position,
          streamId,
          version,
          type,
          data,
        ]),
      ).toEqual([
        [1, 'note-a', 1, 'NoteTaken', { n: 1 }],
        [2, 'note-a', 2, 'NoteTaken', { n: 2 }],
        [3, 'note-b', 1, 'NoteTaken', { n: 3 }],
        [4, 'note-a', 3, 'NoteCrossedOut', { n: 1 }],
      ]);
      expect(nextPosition).toBe(4);
      expect(await source.head()).toBe(4);
    });

    test('names each event once and for ever', async () => {
      const { source, append } = await create();
      await append('note-a', [noted(1), noted(2)]);
      const once = await source.read({ afterPosition: 0, limit: 10 });
      const again = await source.read({ afterPosition: 0, limit: 10 });
      expect(again).toEqual(once);
      expect(new Set(once.events.map(({ eventId }) => eventId)).size).toBe(2);
      expect(once.events.map(({ commitId, ordinal }) => `${commitId}-${ordinal}`)).toEqual(
        once.events.map(({ eventId }) => eventId),
      );
    });

    test.each([1, 2, 3, 7, 100])(
      'gives the same events in pages of %i, inside commits too',
      async (limit) => {
        const { source, append } = await create();
        for (let n = 0; n < 6; n += 1) await append(`note-${n % 2}`, [noted(n), crossed(n), noted(-n)]);
        const positions = (await readAll(source, limit)).map(({ position }) => position);
        expect(positions).toEqual(Array.from({ length: 18 }, (_, index) => index + 1));
      },
    );

    test('passes over other types, and says how far it looked', async () => {
      const { source, append } = await create();
      for (let n = 0; n < 10; n += 1) await append('note-a', [noted(n), noted(n), crossed(n)]);
      const crossedOut = await readAll(source, 4, ['NoteCrossedOut']);
      expect(crossedOut.map(({ position }) => position)).toEqual([3, 6, 9, 12, 15, 18, 21, 24, 27, 30]);
      const nothing = await source.read({ afterPosition: 30, limit: 4, types: ['NoteCrossedOut'] });
      expect(nothing).toEqual({ events: [], unreadable: [], nextPosition: 30 });
    });

    test('shows what comes after the last look', async () => {
      const { source, append } = await create();
      await append('note-a', [noted(1)]);
      const { nextPosition } = await source.read({ afterPosition: 0, limit: 10 });
      await append('note-a', [noted(2)]);
      const { events } = await source.read({ afterPosition: nextPosition, limit: 10 });
      expect(events.map(({ data }) => data)).toEqual([{ n: 2 }]);
    });

    test('sets events aside that it cannot read, in their place', async () => {
      const { source, append } = await create();
      const future: NewEvent = {
        type: 'SyncOpened',
        schemaVersion: 99,
        data: { sync_id: 's-1', more: true },
      };
      await append('integration-1', [noted(1), future, noted(2)]);
      const { events, unreadable, nextPosition } = await source.read({ afterPosition: 0, limit: 10 });
      expect(events.map(({ position }) => position)).toEqual([1, 3]);
      expect(unreadable).toMatchObject([
        {
          position: 2,
          type: 'SyncOpened',
          schemaVersion: 99,
          streamId: 'integration-1',
          data: { sync_id: 's-1' },
        },
      ]);
      expect(unreadable[0]?.reason).toContain('99');
      expect(nextPosition).toBe(3);
    });
  });
};
