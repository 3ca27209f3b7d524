import type { LoggedEvent } from '@cadastre/events';
import type { EventSource } from '../event-source.ts';
import type { LanePart } from './apply-to-lanes.ts';

export type LaneOf = (event: LoggedEvent) => number;

/**
 * The next page of the log for lanes that stand at these positions: it begins at the lowest of them, and says of each
 * lane all that the page knows. Empty when the log has nothing more.
 */
export const readForLanes = async (options: {
  readonly source: EventSource;
  readonly types: readonly string[];
  readonly laneOf: LaneOf;
  readonly limit: number;
  readonly positions: ReadonlyMap<number, number>;
}): Promise<LanePart[]> => {
  const { source, types, laneOf, limit, positions } = options;
  const after = Math.min(...positions.values());
  const page = await source.read({ afterPosition: after, limit, types });
  const upTo = page.nextPosition;
  if (upTo <= after) return [];
  const events = byLane(page.events, laneOf);
  const unreadable = byLane(page.unreadable, laneOf);
  return [...positions.keys()].map((lane) => ({
    lane,
    after,
    upTo,
    events: events.get(lane) ?? [],
    unreadable: unreadable.get(lane) ?? [],
  }));
};

const byLane = <Event extends LoggedEvent>(
  events: readonly Event[],
  laneOf: LaneOf,
): Map<number, Event[]> => {
  const lanes = new Map<number, Event[]>();
  for (const event of events) {
    const lane = laneOf(event);
    const there = lanes.get(lane);
    if (there === undefined) lanes.set(lane, [event]);
    else there.push(event);
  }
  return lanes;
};
