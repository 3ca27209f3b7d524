import type { RelayedRange } from '../relay/loopback.ts';

export type TopicLane = Pick<RelayedRange, 'topic' | 'lane'>;

/** Of a consumer. */
export type Fetching = {
  pause(which: TopicLane): void;
  resume(which: TopicLane): void;
  /** The next message that is fetched. */
  seek(which: TopicLane, offset: bigint): void;
};

type Track = TopicLane & {
  /** All before it was taken, whichever way it came. Unknown until a first message was fetched. */
  taken: bigint | undefined;
  /** Came by the loopback while messages before it had not been fetched yet. */
  beyond: { readonly from: bigint; to: bigint } | undefined;
  isPaused: boolean;
  /** What the loopback brought last: to where, and when. */
  broughtTo: bigint;
  broughtAt: number;
};

const nothing = { taken: undefined, beyond: undefined, isPaused: false, broughtTo: 0n, broughtAt: -Infinity };

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
    if (track === undefined) return;
    track.taken = later(track.taken ?? to, to);
    if (takeBeyond(track)) this.pause(track);
  }

  /**
   * The process has sent these, and they were taken. True when with that everything before their end was. Offsets that go back are those
   * of a topic that was made anew: what was known of it is about another one.
   */
  brought({ topic, lane, from, to }: RelayedRange, now: number): boolean {
    const track = this.tracks.get(keyOf({ topic, lane }));
    if (track === undefined) return false;
    const isMadeAnew = from < track.broughtTo || to < (track.taken ?? 0n);
    [track.broughtTo, track.broughtAt] = [to, now];
    if (isMadeAnew) {
      this.forget(track);
      return false;
    }
    if (track.beyond?.to === from) track.beyond.to = to;
    else track.beyond = { from, to };
    if (takeBeyond(track)) this.pause(track);
    else this.resume(track);
    return track.beyond === undefined;
  }

  /** A page of ours was not taken for this lane. */
  missed(lane: number): void {
    for (const track of this.tracks.values()) {
      if (track.lane !== lane) continue;
      track.beyond = undefined;
      this.resume(track);
    }
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
    if (!track.isPaused || track.taken === undefined) return;
    track.isPaused = false;
    this.fetching.seek(track, track.taken);
    this.fetching.resume(track);
  }

  /** Goes on where the consumer is, wherever that may be. */
  private forget(track: Track): void {
    if (track.isPaused) this.fetching.resume(track);
    Object.assign(track, { taken: undefined, beyond: undefined, isPaused: false });
  }
}

const keyOf = ({ topic, lane }: TopicLane): string => `${lane} ${topic}`;

const later = (one: bigint, other: bigint): bigint => (one > other ? one : other);

/** Does what came by the loopback follow on what was taken before? Then that was taken with it. */
const takeBeyond = (track: Track): boolean => {
  const { taken, beyond } = track;
  if (beyond === undefined || taken === undefined || beyond.from > taken) return false;
  track.taken = later(taken, beyond.to);
  track.beyond = undefined;
  return true;
};
