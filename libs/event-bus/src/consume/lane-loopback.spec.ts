import { beforeEach, describe, expect, test } from '@jest/globals';
import type { LaneMessage } from '@cadastre/events';
import { storedNote } from '../../test/support/stored-note.ts';
import { RelayedEvent, type RelayedPage } from '../relay/loopback.ts';
import { FetchedLanes } from './fetched-lanes.ts';
import { LaneLoopback } from './lane-loopback.ts';

const topic = 't';
const lane = 0;

/** Events at these positions, whose messages begin at that offset. */
const page = (positions: readonly number[], from: number): RelayedPage => ({
  events: positions.map((position) => {
    const previousPositions = new Map([['note', position - 1]]);
    return new RelayedEvent(storedNote(position), { topic, lane, previousPositions });
  }),
  ranges: [{ topic, lane, from: BigInt(from), to: BigInt(from + positions.length) }],
});

describe('what the relay of a process gives to a lane', () => {
  let given: number[][];
  let taken: object[];
  let failed: unknown[];
  let reached: number;
  let counted: number;
  let receive: (messages: readonly LaneMessage[]) => Promise<boolean>;
  let did: string[];
  let lanes: FetchedLanes;
  let loopback: LaneLoopback;

  beforeEach(() => {
    [given, taken, failed, reached, counted, did] = [[], [], [], 0, 0, []];
    receive = () => Promise.resolve(true);
    lanes = new FetchedLanes({
      pause: () => did.push('pause'),
      resumeAt: (_which, offset) => did.push(`resume at ${offset}`),
    });
    lanes.assigned({ [topic]: [lane] });
    lanes.fetched({ topic, lane }, 10n);
    loopback = new LaneLoopback({
      receiver: {
        assigned: () => undefined,
        position: () => reached,
        receive: (_lane, messages) => {
          given.push(messages.map(({ position }) => position));
          return receive(messages);
        },
      },
      lanes,
      wanted: { types: new Set(['NoteTaken']), categories: ['note'] },
      taken: (last) => taken.push(...last),
      failed: (error) => failed.push(error),
      counted: (messages) => (counted += messages),
    });
  });
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  test('may be committed up to its last message once that is applied', async () => {
    loopback.relayed(page([101, 102], 10));
    await settled();
    expect(given).toEqual([[101, 102]]);
    expect(taken).toEqual([{ topic, lane, offset: '11', position: 102 }]);
    expect(did).toEqual(['pause']);
    expect(counted).toBe(2);
  });

  test('is not committed while a message of somebody else before it was not fetched', async () => {
    loopback.relayed(page([101], 11));
    await settled();
    expect(given).toEqual([[101]]);
    expect(taken).toEqual([]);
    expect(did).toEqual([]);
    expect(counted).toBe(0);
  });

  test('is not committed where the lane did not take it, nor after a rebalance', async () => {
    receive = () => Promise.resolve(false);
    loopback.relayed(page([101], 10));
    await settled();
    receive = () => {
      lanes.assigned({ [topic]: [lane] });
      return Promise.resolve(true);
    };
    loopback.relayed(page([102], 11));
    await settled();
    expect(taken).toEqual([]);
  });

  test('is no more than the lane has not reached', async () => {
    reached = 101;
    loopback.relayed(page([100, 101, 102], 10));
    await settled();
    expect(given).toEqual([[102]]);
    expect(taken).toEqual([{ topic, lane, offset: '12', position: 102 }]);
  });

  test('is fetched while the lane has no room, and when it throws', async () => {
    let makeRoom = (): void => undefined;
    receive = () => new Promise((resolve) => (makeRoom = () => resolve(true)));
    loopback.relayed(page([101], 10));
    makeRoom();
    await settled();
    loopback.relayed(page([102], 11));
    loopback.relayed(page([103], 12));
    await settled();
    expect(given).toEqual([[101], [102]]);
    expect(did).toEqual(['pause', 'resume at 11']);
    makeRoom();
    await settled();
    expect(did.slice(2)).toEqual([]);
    lanes.fetched({ topic, lane }, 13n);
    receive = () => Promise.resolve(true);
    loopback.relayed(page([104], 13));
    await settled();
    receive = () => Promise.reject(new Error('no'));
    loopback.relayed(page([105], 14));
    await settled();
    expect(failed).toEqual([new Error('no')]);
    expect(did.slice(2)).toEqual(['pause', 'resume at 14']);
  });

  test('is nothing in lanes of others', () => {
    lanes.assigned({ [topic]: [1] });
    loopback.relayed(page([101], 10));
    expect(given).toEqual([]);
  });
});
