import type { LaneMessage } from '@cadastre/events';
import { WakeUp } from '@cadastre/service-runtime';
import type { LanePart } from './apply-to-lanes.ts';
import { LaneBuffer } from './lane-buffer.ts';

/** How far the relay has brought the log into the topics. */
export type Relayed = {
  readonly position: number;
  /** By lane: nothing of it that the projection may want lies between that position and the relay's. */
  readonly lanePositions: readonly number[];
};

type Served = {
  readonly buffer: LaneBuffer;
  /** At least; undefined until it was looked up. */
  position: number | undefined;
  /** Since when something is known to be missing. */
  missingSince: number | undefined;
};

export type ServedLanesOptions = {
  /** Messages that may wait in a lane before the transport is asked to pause. */
  readonly roomPerLane: number;
  /** The same for all lanes, in bytes. */
  readonly roomBytes: number;
  /** How long a hole may be late before the log is asked. */
  readonly holeMs: number;
  /** The same for the end of a lane, of which no message has come. */
  readonly tailMs: number;
};

/** The lanes that a member of a group serves: what waits in them, how far they are, what they lack. */
export class ServedLanes {
  private readonly lanes = new Map<number, Served>();
  private readonly room = new WakeUp();
  private turn = 0;

  constructor(private readonly options: ServedLanesOptions) {}

  get numbers(): readonly number[] {
    return [...this.lanes.keys()];
  }

  has(lane: number): boolean {
    return this.lanes.has(lane);
  }

  /** After every rebalance. What waited comes again, for only what was applied has been committed. */
  assign(lanes: readonly number[]): void {
    this.lanes.clear();
    for (const lane of lanes) {
      this.lanes.set(lane, { buffer: new LaneBuffer(), position: undefined, missingSince: undefined });
    }
    this.room.ring();
  }

  /** How many of the messages were there before, or are of a lane that is not served. */
  offer(lane: number, messages: readonly LaneMessage[]): { duplicates: number } {
    const served = this.lanes.get(lane);
    let duplicates = 0;
    for (const message of messages) {
      const isOld = message.position <= (served?.position ?? 0);
      if (isOld || served?.buffer.offer(message) !== true) duplicates += 1;
    }
    return { duplicates };
  }

  /** Messages of the lane up to here are of no use any more. */
  positionOf(lane: number): number {
    return this.lanes.get(lane)?.position ?? 0;
  }

  /** Resolves when the lane has room again, is not served any more, or `ms` have passed. */
  async untilRoom(lane: number, ms: number): Promise<boolean> {
    if (!this.isFull(lane)) return true;
    await this.room.wait(ms);
    return !this.isFull(lane);
  }

  /** Lanes whose position nobody has looked up yet. */
  get isNew(): boolean {
    return [...this.lanes.values()].some(({ position }) => position === undefined);
  }

  moved(positions: ReadonlyMap<number, number>): boolean {
    let hasMoved = false;
    for (const [lane, position] of positions) {
      const served = this.lanes.get(lane);
      if (served === undefined || position <= (served.position ?? -1)) continue;
      served.position = position;
      served.missingSince = undefined;
      served.buffer.forget(position);
      hasMoved = true;
    }
    if (hasMoved) this.room.ring();
    return hasMoved;
  }

  /** The lowest position of the lanes that are served; undefined without any. */
  get lowest(): number | undefined {
    const positions = [...this.lanes.values()].map(({ position }) => position ?? 0);
    return positions.length === 0 ? undefined : Math.min(...positions);
  }

  /**
   * What can be applied: unbroken stretches, and the news that nothing happened in a lane. Nothing above the relay's
   * position: a message that claims to be further than the log would take its lane there, past all that is still to come.
   */
  ready(relayed: Relayed, limit: number): LanePart[] {
    const parts: LanePart[] = [];
    let left = limit;
    for (const [lane, { buffer, position }] of this.inTurn()) {
      if (position === undefined) continue;
      const bounds = { limit: Math.max(0, left), known: relayed.position };
      const stretch = buffer.stretch(lane, position, bounds);
      left -= stretch?.events.length ?? 0;
      const part = raised(
        stretch ?? { lane, after: position, upTo: position, events: [], unreadable: [] },
        relayed,
      );
      if (part.upTo > position) parts.push(part);
    }
    return parts;
  }

  /** Lanes that lack something which does not seem to come, with their positions. */
  lacking(relayed: Relayed, now: number): Map<number, number> {
    const lacking = new Map<number, number>();
    for (const [lane, served] of this.lanes) {
      const { position } = served;
      if (position === undefined) continue;
      const patience = this.patience(lane, served, relayed);
      if (patience === undefined) served.missingSince = undefined;
      else {
        served.missingSince ??= now;
        if (now - served.missingSince >= patience) lacking.set(lane, position);
      }
    }
    return lacking;
  }

  /**
   * Lanes that were filled a page further than these positions: what they still lack is not waited for again, page by
   * page, or thousands of events would take minutes.
   */
  goOn(before: ReadonlyMap<number, number>): void {
    for (const [lane, position] of before) {
      const served = this.lanes.get(lane);
      if (served !== undefined && this.positionOf(lane) > position) served.missingSince = -Infinity;
    }
  }

  private patience(lane: number, { buffer, position = 0 }: Served, relayed: Relayed): number | undefined {
    if (this.isFull(lane)) buffer.forgetBeyond(relayed.position);
    if (buffer.stretch(lane, position, { limit: 1, known: relayed.position }) !== null) return undefined;
    if ((relayed.lanePositions[lane] ?? 0) <= position) return undefined;
    if (!buffer.hasHole(position)) return this.options.tailMs;
    return this.isFull(lane) ? 0 : this.options.holeMs;
  }

  private isFull(lane: number): boolean {
    const served = this.lanes.get(lane);
    if (served === undefined) return false;
    if (served.buffer.count >= this.options.roomPerLane) return true;
    let bytes = 0;
    for (const { buffer } of this.lanes.values()) bytes += buffer.bytes;
    return bytes >= this.options.roomBytes && served.buffer.count > 0;
  }

  /** Another lane first each time, so that a busy one does not starve the rest. */
  private inTurn(): [number, Served][] {
    const all = [...this.lanes];
    this.turn = (this.turn + 1) % Math.max(1, all.length);
    return [...all.slice(this.turn), ...all.slice(0, this.turn)];
  }
}

/** A lane whose last event lies in the part is as far as the relay is. */
const raised = (part: LanePart, { position, lanePositions }: Relayed): LanePart => {
  const isLast = (lanePositions[part.lane] ?? Infinity) <= part.upTo;
  return isLast && position > part.upTo ? { ...part, upTo: position } : part;
};
