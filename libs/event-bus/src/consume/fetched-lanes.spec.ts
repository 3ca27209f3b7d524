import { beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FetchedLanes } from './fetched-lanes.ts';

const here = { topic: 't', lane: 0 };

describe('which partitions a member fetches', () => {
  let did: string[];
  let lanes: FetchedLanes;

  const brought = (from: number, to: number, now = 0): boolean =>
    lanes.brought({ ...here, from: BigInt(from), to: BigInt(to) }, now);
  const fetched = (to: number): void => lanes.fetched(here, BigInt(to));

  beforeEach(() => {
    did = [];
    lanes = new FetchedLanes({
      pause: ({ topic, lane }) => did.push(`pause ${topic} ${lane}`),
      resumeAt: ({ topic, lane }, offset) => did.push(`resume ${topic} ${lane} at ${offset ?? 'its place'}`),
    });
    lanes.assigned({ t: [0, 1] });
  });

  test('all, until it is known that nothing but our own is new', () => {
    expect(brought(10, 12)).toBe(false);
    fetched(11);
    expect(did).toEqual([]);
    expect(brought(12, 14)).toBe(false);
    fetched(14);
    expect(brought(14, 20)).toBe(true);
    expect(brought(20, 21)).toBe(true);
    expect(did).toEqual(['pause t 0']);
  });

  test('again from behind what was taken, when somebody else has sent a message between our own', () => {
    fetched(10);
    brought(10, 12);
    expect(brought(13, 15)).toBe(false);
    expect(did).toEqual(['pause t 0', 'resume t 0 at 12']);
    fetched(15);
    expect(brought(15, 16)).toBe(true);
    expect(did.slice(2)).toEqual(['pause t 0']);
  });

  test('again when our own relay has sent nothing for a second, or does not lead any more', () => {
    fetched(10);
    brought(10, 12, 5_000);
    lanes.look(5_999);
    expect(did).toEqual(['pause t 0']);
    lanes.look(6_000);
    expect(did.slice(1)).toEqual(['resume t 0 at 12']);
    brought(12, 13, 7_000);
    lanes.resumeAll();
    expect(did.slice(2)).toEqual(['pause t 0', 'resume t 0 at 13']);
  });

  test('again what a lane had no room for', () => {
    fetched(10);
    brought(10, 12);
    lanes.missed(1);
    expect(did).toEqual(['pause t 0']);
    lanes.missed(0);
    expect(brought(14, 15)).toBe(false);
    expect(did.slice(1)).toEqual(['resume t 0 at 12']);
  });

  test('from behind what was taken, not from what an answer that was under way brought later', () => {
    fetched(10);
    brought(10, 15);
    fetched(12);
    lanes.resumeAll();
    expect(did).toEqual(['pause t 0', 'resume t 0 at 15']);
  });

  test('what was committed, after a rebalance', () => {
    fetched(10);
    brought(10, 12);
    const { generation } = lanes;
    lanes.assigned({ t: [0] });
    expect(lanes.generation).not.toBe(generation);
    expect(did).toEqual(['pause t 0', 'resume t 0 at its place']);
    expect(brought(12, 13)).toBe(false);
    expect(lanes.has({ topic: 't', lane: 1 })).toBe(false);
  });

  test('from wherever it is, in a topic that was made anew', () => {
    fetched(10);
    brought(10, 12);
    expect(brought(0, 4)).toBe(false);
    expect(did).toEqual(['pause t 0', 'resume t 0 at its place']);
    fetched(4);
    expect(brought(4, 5)).toBe(true);
  });

  test('from wherever it is, also where the topic that was made anew has come as far meanwhile', () => {
    fetched(10);
    brought(10, 12);
    expect(brought(5, 13)).toBe(false);
    expect(did).toEqual(['pause t 0', 'resume t 0 at its place']);
  });

  test('what was fetched of the topic before says nothing of one that was made anew', () => {
    fetched(10);
    expect(brought(0, 4)).toBe(false);
    expect(did).toEqual([]);
  });

  test('nothing is asked of a consumer that has left, and what it had fetched says nothing of the next', () => {
    fetched(10);
    brought(10, 12);
    lanes.left();
    lanes.resumeAll();
    expect(brought(12, 13)).toBe(false);
    expect(did).toEqual(['pause t 0']);
  });
});

/** A partition whose messages are sent by our own relay and by others, and a consumer that fetches it. */
class Partition {
  readonly senders: ('we' | 'others')[] = [];
  readonly seen = new Set<number>();
  private next = 0;
  private isPaused = false;
  readonly lanes = new FetchedLanes({
    pause: () => (this.isPaused = true),
    resumeAt: (_which, offset) => {
      this.isPaused = false;
      if (offset !== undefined) this.next = Number(offset);
    },
  });

  constructor() {
    this.lanes.assigned({ t: [0] });
  }

  send(sender: 'we' | 'others', count: number, isKnown: boolean): void {
    const from = this.senders.length;
    for (let sent = 0; sent < count; sent += 1) this.senders.push(sender);
    if (sender === 'others' || !isKnown) return;
    for (let offset = from; offset < from + count; offset += 1) this.seen.add(offset);
    this.lanes.brought({ ...here, from: BigInt(from), to: BigInt(from + count) }, 0);
  }

  fetch(count: number): void {
    if (this.isPaused) return;
    const to = Math.min(this.senders.length, this.next + count);
    if (to === this.next) return;
    for (let offset = this.next; offset < to; offset += 1) this.seen.add(offset);
    this.next = to;
    this.lanes.fetched(here, BigInt(to));
  }
}

test('every message is taken, whoever sent it and whichever way it came', () => {
  const send = fc.record({
    sender: fc.constantFrom('we', 'others'),
    count: fc.integer({ min: 1, max: 4 }),
    isKnown: fc.boolean(),
  });
  const fetch = fc.integer({ min: 1, max: 6 });
  const interruption = fc.constantFrom('missed', 'ended', 'quiet');
  fc.assert(
    fc.property(fc.array(fc.oneof(send, fetch, interruption)), (steps) => {
      const partition = new Partition();
      const { lanes, senders, seen } = partition;
      for (const step of steps) {
        if (typeof step === 'number') partition.fetch(step);
        else if (step === 'missed') lanes.missed(0);
        else if (step === 'ended') lanes.resumeAll();
        else if (step === 'quiet') lanes.look(10_000);
        else partition.send(step.sender, step.count, step.isKnown);
      }
      lanes.resumeAll();
      partition.fetch(Infinity);
      expect(seen.size).toBe(senders.length);
    }),
  );
});
