import type { LaneMessage } from '@cadastre/events';
import type { LanePart } from './apply-to-lanes.ts';

/**
 * The messages of a lane that wait to be applied. They may come in any order and any number of times: each says after
 * which position nothing was left out before it, so that a hole is seen as such.
 */
export class LaneBuffer {
  /** By position, each once. */
  private waiting: LaneMessage[] = [];
  private size = 0;

  /** Waiting messages. */
  get count(): number {
    return this.waiting.length;
  }

  get bytes(): number {
    return this.size;
  }

  /** False for one that is there already. */
  offer(message: LaneMessage): boolean {
    const place = this.placeOf(message.position);
    if (this.waiting[place]?.position === message.position) return false;
    this.waiting.splice(place, 0, message);
    this.size += message.bytes;
    return true;
  }

  /** Drops what lies at or below a position. */
  forget(position: number): void {
    const gone = this.waiting.splice(0, this.placeOf(position + 1));
    for (const { bytes } of gone) this.size -= bytes;
  }

  /** Drops what lies above a position. */
  forgetBeyond(position: number): number {
    const gone = this.waiting.splice(this.placeOf(position + 1));
    for (const { bytes } of gone) this.size -= bytes;
    return gone.length;
  }

  /**
   * The unbroken stretch that begins at the lane's position, at most `limit` messages long and not above `known`; null
   * when there is none.
   */
  stretch(
    lane: number,
    position: number,
    { limit, known }: { limit: number; known: number },
  ): LanePart | null {
    const taken: LaneMessage[] = [];
    let upTo = position;
    for (const message of this.waiting.slice(this.placeOf(position + 1))) {
      if (taken.length === limit || message.position > known || message.previousPosition > upTo) break;
      taken.push(message);
      upTo = message.position;
    }
    const first = taken[0];
    if (first === undefined) return null;
    return {
      lane,
      after: first.previousPosition,
      upTo,
      events: taken.flatMap(({ event }) => event ?? []),
      unreadable: taken.flatMap(({ unreadable }) => unreadable ?? []),
    };
  }

  /** Does something wait, and none of it connects to the lane's position? */
  hasHole(position: number): boolean {
    const next = this.waiting[this.placeOf(position + 1)];
    return next !== undefined && next.previousPosition > position;
  }

  /** Where a message of this position is, or would be. */
  private placeOf(position: number): number {
    let [low, high] = [0, this.waiting.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.waiting[middle]?.position ?? Infinity) < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
