import type { Message } from 'kafkajs';
import { categoryOf, type StoredEvent } from '@cadastre/events';
import { encodeEvent } from '../kafka/cloud-event.ts';
import { isCategory, type LanePositions, type PositionsByCategory } from '../kafka/lane-positions.ts';
import { laneKeyOfStored } from '../kafka/lanes.ts';
import type { MessageKey } from '../signature/sign-message.ts';
import { largestEventBytes } from '../kafka/message-limits.ts';
import type { TopicNames } from '../kafka/topic-names.ts';

/** How far the log was looked at, in all and by lane: no event of a lane lies between its positions and that of all. */
export type LaneChain = { readonly position: number; readonly lanePositions: LanePositions };

export type TopicBatch = { readonly topic: string; readonly messages: Message[] };

/** One request to the brokers. */
export type Send = { readonly batches: readonly TopicBatch[]; readonly messages: number };

export type LinkedPage = {
  readonly sends: readonly Send[];
  /** After the whole page. */
  readonly chain: LaneChain;
  /** Events that no topic can hold. They stay in the chain: consumers see the gap, and read them from the log. */
  readonly leftOut: readonly StoredEvent[];
};

/** A batch of one partition must stay below what a topic takes; this is for all partitions together. */
const mostBytesOfSend = 4 * 1024 * 1024;

export type LinkOptions = {
  readonly names: TopicNames;
  readonly lanes: number;
  readonly laneOfKey: (key: string) => number;
  readonly signedWith: MessageKey;
};

/** Messages of a page of the log, each with the positions of those before it in its lane. Pure. */
export const linkPage = (
  chain: LaneChain,
  page: { readonly events: readonly StoredEvent[]; readonly nextPosition: number },
  { names, lanes, laneOfKey, signedWith }: LinkOptions,
): LinkedPage => {
  const reached = new Reached(chain, lanes);
  const leftOut: StoredEvent[] = [];
  const sends = new Sends();
  for (const event of page.events) {
    const key = laneKeyOfStored(event);
    const lane = laneOfKey(key);
    const previousPositions = reached.before(lane);
    reached.move(categoryOf(event.streamId), lane, event.position);
    const topic = names.ofStream(event.streamId);
    const bytes = Buffer.byteLength(event.data);
    if (topic === null || bytes > largestEventBytes) leftOut.push(event);
    else sends.add(topic, encodeEvent(event, { key, lane, lanes, previousPositions }, signedWith), bytes);
  }
  return {
    sends: sends.all(),
    leftOut,
    chain: { position: page.nextPosition, lanePositions: reached.positions },
  };
};

/** Positions of lanes while a page is linked. */
class Reached {
  readonly positions: Record<string, number[]>;

  constructor(
    private readonly chain: LaneChain,
    private readonly lanes: number,
  ) {
    this.positions = Object.fromEntries(
      Object.entries(chain.lanePositions).map(([category, positions]): [string, number[]] => [
        category,
        [...positions],
      ]),
    );
  }

  before(lane: number): PositionsByCategory {
    const before = new Map<string, number>();
    for (const category in this.positions) before.set(category, this.positions[category]?.[lane] ?? 0);
    return before;
  }

  /** A category of a newer release is known from here on: before this page nothing is said of it. */
  move(category: string, lane: number, position: number): void {
    if (!isCategory(category)) return;
    const ofCategory = (this.positions[category] ??= Array<number>(this.lanes).fill(this.chain.position));
    ofCategory[lane] = position;
  }
}

class Sends {
  private readonly closed: Send[] = [];
  private open = new Map<string, Message[]>();
  private messages = 0;
  private bytes = 0;

  add(topic: string, message: Message, bytes: number): void {
    if (this.messages > 0 && this.bytes + bytes > mostBytesOfSend) this.close();
    const batch = this.open.get(topic) ?? [];
    batch.push(message);
    this.open.set(topic, batch);
    this.messages += 1;
    this.bytes += bytes;
  }

  all(): readonly Send[] {
    this.close();
    return this.closed;
  }

  private close(): void {
    if (this.messages === 0) return;
    const batches = [...this.open].map(([topic, messages]) => ({ topic, messages }));
    this.closed.push({ batches, messages: this.messages });
    this.open = new Map();
    this.messages = 0;
    this.bytes = 0;
  }
}
