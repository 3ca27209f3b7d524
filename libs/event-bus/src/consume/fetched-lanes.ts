import type { RelayedRange } from '../relay/loopback.ts';

export type TopicLane = Pick<RelayedRange, 'topic' | 'lane'>;

/** Of a consumer. Throws nothing. */
export type Fetching = {
  pause(which: TopicLane): void;
  /** From the offset; without one from where the consumer is. */
  resumeAt(which: TopicLane, offset: bigint | undefined): void;
};

type Track = TopicLane & {
  /** All before it was taken, whichever way it came. Unknown until a first message was fetched. */
  taken: bigint | undefined;
  isPaused: boolean;
  /** What the loopback brought last: to where, and when. */
  broughtTo: bigint;
  broughtAt: number;
};

const nothing = { taken: undefined, isPaused: false, broughtTo: 0n, broughtAt: -Infinity };

/** So long after the last page of its own relay a member looks itself whether there are messages of others. */
const quietMs = 1_000;

/**
 * Which partitions a member need not fetch, because its process has sent all that is new in them. Nothing is passed over: where a message
 * of somebody else lies before one of our own, or could by now, fetching goes on after the last one that was taken.
 */
export class FetchedLanes {
  /** By topic and lane. */
  private readonly tracks = new Map<string, Track>();
  private rebalances = 0;

  constructor(private readonly fetching: Fetching) {}

  /** Another one after each rebalance. */
  get generation(): number {
    return this.rebalances;
  }

  /** These are ours now, fetched from what was committed, which is not known here. */
  assigned(assignment: Readonly<Record<string, readonly number[]>>): void {
    this.rebalances += 1;
    for (const track of this.tracks.values()) this.forget(track);
    this.tracks.clear();
    for (const [topic, lanes] of Object.entries(assignment)) {
      for (const lane of lanes) this.tracks.set(keyOf({ topic, lane }), { topic, lane, ...nothing });
    }
  }

  has(which: TopicLane): boolean {
    return this.tracks.has(keyOf(which));
  }

  /** Messages up to before the offset were fetched and taken. */
  fetched(which: TopicLane, to: bigint): void {
    const track = this.tracks.get(keyOf(which));
    if (track !== undefined) track.taken = later(track.taken, to);
  }

  /**
   * The process has sent these, and they were taken. True when with that everything before their end was; else they are fetched too. Offsets
   * that go back are those of a topic that was made anew: what was known of it is about another one.
   */
  brought({ topic, lane, from, to }: RelayedRange, now: number): boolean {
    const track = this.tracks.get(keyOf({ topic, lane }));
    if (track === undefined) return false;
    const { taken = -1n, broughtTo } = track;
    [track.broughtTo, track.broughtAt] = [to, now];
    if (from < broughtTo || to < taken) {
      this.forget(track);
      return false;
    }
    if (from > taken) {
      this.resume(track);
      return false;
    }
    track.taken = to;
    this.pause(track);
    return true;
  }

  /** A page of ours was not taken for this lane. */
  missed(lane: number): void {
    for (const track of this.tracks.values()) if (track.lane === lane) this.resume(track);
  }

  /** To be called now and then. */
  look(now: number): void {
    for (const track of this.tracks.values()) if (now - track.broughtAt >= quietMs) this.resume(track);
  }

  resumeAll(): void {
    for (const track of this.tracks.values()) this.resume(track);
  }

  /** The member has left its group; what it is sent is its own for as long as nobody else is known to have its lanes. */
  left(): void {
    for (const track of this.tracks.values()) Object.assign(track, nothing);
  }

  private pause(track: Track): void {
    if (track.isPaused) return;
    track.isPaused = true;
    this.fetching.pause(track);
  }

  private resume(track: Track): void {
    if (!track.isPaused) return;
    track.isPaused = false;
    this.fetching.resumeAt(track, track.taken);
  }

  /** Goes on where the consumer is, wherever that may be. */
  private forget(track: Track): void {
    track.taken = undefined;
    this.resume(track);
  }
}

const keyOf = ({ topic, lane }: TopicLane): string => `${lane} ${topic}`;

const later = (one: bigint | undefined, other: bigint): bigint =>
  one !== undefined && one > other ? one : other;
