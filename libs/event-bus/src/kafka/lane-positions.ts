/**
 * By category of streams, then by lane: up to where events were seen. A consumer that reads the topics of some categories finds
 * holes by those alone.
 */
export type LanePositions = Readonly<Record<string, readonly number[]>>;

/**
 * By lane: no event of these categories lies between that position and the one that all of it was written at. Of a category that
 * it does not name, or that has another number of lanes, which are other lanes then, nothing is known, and `unknown` says so.
 */
export const lanePositionsOf = (
  positions: LanePositions,
  categories: readonly string[],
  { lanes, unknown }: { readonly lanes: number; readonly unknown: number },
): number[] => {
  const known = categories
    .map((category) => positions[category])
    .map((of) => (of?.length === lanes ? of : []));
  return Array.from({ length: lanes }, (_, lane) => Math.max(...known.map((of) => of[lane] ?? unknown)));
};

/** By lane, of all categories. */
export const highestByLane = (positions: LanePositions): number[] =>
  lanePositionsOf(positions, Object.keys(positions), { lanes: laneCountOf(positions), unknown: 0 });

/** How many lanes there are; 0 where Kafka was never used. */
export const laneCountOf = (positions: LanePositions): number =>
  Math.max(0, ...Object.values(positions).map(({ length }) => length));
