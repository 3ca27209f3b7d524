type Flying = { readonly offset: bigint; readonly position: number };

type Track = { readonly flying: Flying[]; done: bigint | undefined };

export type CommittableOffsets = {
  topics: { topic: string; partitions: { partition: number; offset: string }[] }[];
};

/**
 * What of each partition may be committed: only what lies before the first message that is not applied yet. Messages are
 * applied in the order of the log, which is not the order in which the topics of a lane bring them.
 */
export class LaneOffsets {
  /** By lane, then topic. */
  private readonly lanes = new Map<number, Map<string, Track>>();

  /** After a rebalance: everything that is not committed comes again. */
  clear(): void {
    this.lanes.clear();
  }

  /** A message was taken; it is done with once its lane has reached the position. */
  taken(lane: number, topic: string, message: { offset: string; position: number }): void {
    const track = this.trackOf(lane, topic);
    track.flying.push({ offset: BigInt(message.offset), position: message.position });
  }

  moved(lane: number, position: number): void {
    for (const track of this.lanes.get(lane)?.values() ?? []) {
      let count = 0;
      for (const { position: wanted } of track.flying) {
        if (wanted > position) break;
        count += 1;
      }
      const last = track.flying.splice(0, count).at(-1);
      if (last !== undefined) track.done = last.offset + 1n;
    }
  }

  /** What has become committable since it was asked last. */
  take(): CommittableOffsets {
    const topics = new Map<string, { partition: number; offset: string }[]>();
    for (const [partition, tracks] of this.lanes) {
      for (const [topic, track] of tracks) {
        if (track.done === undefined) continue;
        const offset = String(track.done);
        track.done = undefined;
        topics.set(topic, [...(topics.get(topic) ?? []), { partition, offset }]);
      }
    }
    return { topics: [...topics].map(([topic, partitions]) => ({ topic, partitions })) };
  }

  private trackOf(lane: number, topic: string): Track {
    const tracks = this.lanes.get(lane) ?? new Map<string, Track>();
    this.lanes.set(lane, tracks);
    const track = tracks.get(topic) ?? { flying: [], done: undefined };
    tracks.set(topic, track);
    return track;
  }
}
