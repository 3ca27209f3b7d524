import { describe, expect, jest, test } from '@jest/globals';
import type { Sync } from '@cadastre/api-contract';
import type { SyncAt } from '../find-sync.ts';
import { formatEvent, heartbeatMs, isTerminal, syncEvents } from './sync-events.ts';

const at = (position: number, status: Sync['status'] = 'PROCESSING'): SyncAt => ({
  position,
  sync: { status } as Sync,
});

/** A bell that a test rings: `after` resolves at once, as often as there are states to show. */
const following = (states: (SyncAt | null)[], after = -1) => {
  const gone = new AbortController();
  const [first, ...rest] = states;
  const left = [...rest];
  return {
    gone,
    options: {
      first: first as SyncAt,
      rungBefore: 0,
      after,
      look: async () => left.shift() ?? null,
      bell: { count: 0, after: async () => undefined },
      signal: gone.signal,
    },
  };
};
const all = async (events: AsyncGenerator<string>): Promise<string[]> => {
  const seen: string[] = [];
  for await (const event of events) seen.push(event);
  return seen;
};
const opening = ': the sync as it moves\n\n';

describe('the events of a sync', () => {
  test('are named by what happens, with the position to go on from', () => {
    expect(formatEvent(at(7, 'STARTED'))).toBe('event: progress\nid: 7\ndata: {"status":"STARTED"}\n\n');
    expect(formatEvent(at(8, 'FAILED'))).toMatch(/^event: failed\nid: 8\n/);
  });

  test('tell each state once and end with the terminal one', async () => {
    const { options } = following([at(1), at(1), at(2), at(2), at(3, 'COMPLETED'), at(4)]);
    expect(await all(syncEvents(options))).toEqual([
      opening,
      formatEvent(at(1)),
      formatEvent(at(2)),
      formatEvent(at(3, 'COMPLETED')),
    ]);
  });

  test('leave out what the reader has seen', async () => {
    const { options } = following([at(1), at(2), at(3), null], 2);
    expect(await all(syncEvents(options))).toEqual([opening, formatEvent(at(3))]);
  });

  test('end when the reader has gone', async () => {
    const { options, gone } = following([at(1), at(2), at(3)]);
    const events = syncEvents(options);
    await events.next();
    await events.next();
    gone.abort();
    expect((await events.next()).done).toBe(true);
  });

  test('say that they are still there when nothing happens for long', async () => {
    const now = jest.spyOn(performance, 'now');
    let time = 0;
    now.mockImplementation(() => (time += heartbeatMs / 2));
    const { options } = following([at(1), at(1), at(1), at(1), null]);
    const seen = await all(syncEvents(options));
    now.mockRestore();
    expect(seen.filter((event) => event === ': still here\n\n').length).toBeGreaterThanOrEqual(1);
  });

  test.each([
    ['STARTED', false],
    ['PROCESSING', false],
    ['COMPLETED', true],
    ['FAILED', true],
    ['CANCELLED', true],
  ] as const)('%s is terminal: %s', (status, expected) => {
    expect(isTerminal({ status } as Sync)).toBe(expected);
  });
});
