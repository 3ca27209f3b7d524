import type { LaneMessage, LaneReceiver } from '@cadastre/events';
import type { LoopbackReader, RelayedEvent, RelayedPage, RelayedRange } from '../relay/loopback.ts';
import type { FetchedLanes } from './fetched-lanes.ts';
import { laneMessage, type WantedOfLane } from './lane-decoder.ts';

export type LaneLoopbackOptions = {
  readonly receiver: LaneReceiver;
  readonly lanes: FetchedLanes;
  readonly wanted: WantedOfLane;
  /** All messages of these partitions up to their ends are with the receiver, and everything before them is too. */
  readonly taken: (
    last: readonly { topic: string; lane: number; offset: string; position: number }[],
  ) => void;
  readonly failed: (error: unknown) => void;
  readonly counted: (messages: number) => void;
};

/** Gives a member's lanes what the relay of its own process has sent to their topics. */
export class LaneLoopback implements LoopbackReader {
  /** Pages that wait for room in their lanes, and whether another one came meanwhile. */
  private readonly waiting = new Map<number, { isOvertaken: boolean }>();

  constructor(private readonly options: LaneLoopbackOptions) {}

  relayed({ events, ranges }: RelayedPage): void {
    const { lanes } = this.options;
    const ours = new Map<number, { events: RelayedEvent[]; ranges: RelayedRange[] }>();
    for (const event of events) {
      if (!lanes.has(event.place)) continue;
      const there = ours.get(event.place.lane);
      if (there === undefined) ours.set(event.place.lane, { events: [event], ranges: [] });
      else there.events.push(event);
    }
    for (const range of ranges) if (lanes.has(range)) ours.get(range.lane)?.ranges.push(range);
    for (const [lane, ofLane] of ours) {
      void this.give(lane, ofLane).catch((error: unknown) => {
        lanes.missed(lane);
        this.options.failed(error);
      });
    }
  }

  ended(): void {
    this.options.lanes.resumeAll();
  }

  private async give(lane: number, { events, ranges }: RelayedPage): Promise<void> {
    const { receiver, lanes, wanted, counted } = this.options;
    const before = this.waiting.get(lane);
    if (before !== undefined) {
      // The transport has its own way to wait until there is room.
      before.isOvertaken = true;
      return lanes.missed(lane);
    }
    const { generation } = lanes;
    const reached = receiver.position(lane);
    const fresh: LaneMessage[] = [];
    for (const one of events) if (one.position > reached) fresh.push(messageOf(one, wanted));
    const ours = { isOvertaken: false };
    this.waiting.set(lane, ours);
    const isTaken = await receiver.receive(lane, fresh).finally(() => this.waiting.delete(lane));
    if (!isTaken || ours.isOvertaken || generation !== lanes.generation) return;
    const now = performance.now();
    const followed = ranges.filter((range) => lanes.brought(range, now));
    if (followed.length === ranges.length) counted(fresh.length);
    this.options.taken(followed.map((range) => lastOf(range, events)));
  }
}

const messageOf = ({ event, bytes, place }: RelayedEvent, wanted: WantedOfLane): LaneMessage =>
  laneMessage({ event, previousPositions: place.previousPositions }, bytes, wanted);

const lastOf = ({ topic, lane, to }: RelayedRange, events: readonly RelayedEvent[]) => ({
  topic,
  lane,
  offset: String(to - 1n),
  position: events.findLast(({ place }) => place.topic === topic)?.position ?? 0,
});
