import { categoryOf, type StoredEvent } from '@cadastre/events';
import { encodeEvent } from '../kafka/cloud-event.ts';
import type { LanePositions } from '../kafka/lane-positions.ts';
import { isCategory, type PositionsByCategory } from '../kafka/previous-positions.ts';
import { laneKeyOfStored } from '../kafka/lanes.ts';
import type { SigningKey } from '../signature/sign-message.ts';
import { largestEventBytes } from '../kafka/message-limits.ts';
import type { TopicNames } from '../kafka/topic-names.ts';
import { RelayedEvent } from './loopback.ts';
import { Sends, type Send } from './sends.ts';

/** How far the log was looked at, in all and by lane: no event of a lane lies between its positions and that of all. */
export type LaneChain = { readonly position: number; readonly lanePositions: LanePositions };

export type LinkedPage = {
  readonly sends: readonly Send[];
  /** Those that are in `sends`. */
  readonly events: readonly RelayedEvent[];
  /** After the whole page. */
  readonly chain: LaneChain;
  /** Events that no topic can hold. They stay in the chain: consumers see the gap, and read them from the log. */
  readonly leftOut: readonly StoredEvent[];
};

export type LinkOptions = {
  readonly names: TopicNames;
  readonly lanes: number;
  readonly laneOfKey: (key: string) => number;
  readonly signedWith: SigningKey;
};

/** Messages of a page of the log, each with the positions of those before it in its lane. Pure. */
export const linkPage = (
  chain: LaneChain,
  page: { readonly events: readonly StoredEvent[]; readonly nextPosition: number },
  { names, lanes, laneOfKey, signedWith }: LinkOptions,
): LinkedPage => {
  const reached = new Reached(chain, lanes);
  const events: RelayedEvent[] = [];
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
    else {
      sends.add(topic, encodeEvent(event, { key, lane, lanes, previousPositions }, signedWith), bytes);
      events.push(new RelayedEvent(event, { topic, lane, previousPositions }));
    }
  }
  return {
    sends: sends.all(),
    events,
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
