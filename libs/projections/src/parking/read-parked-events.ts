import type { LoggedEvent, UnreadableEvent } from '@cadastre/events';
import type { EventSource } from '../event-source.ts';
import type { AnyProjection } from '../projection.ts';

export type ParkedPage = { readonly events: LoggedEvent[]; readonly unreadable: UnreadableEvent[] };

const readAheadLimit = 50;

/**
 * What the log has at these positions. A type that the projection no longer handles is not found again, and with that it
 * is done.
 */
export const readParkedEvents = async (
  { source, projection }: { readonly source: EventSource; readonly projection: AnyProjection },
  positions: readonly number[],
): Promise<ParkedPage> => {
  const types = Object.keys(projection.on);
  const wanted = new Set(positions);
  const page: ParkedPage = { events: [], unreadable: [] };
  for (
    let lookedAt = 0, next = positions[0];
    next !== undefined;
    next = positions.find((p) => p > lookedAt)
  ) {
    const found = await source.read({ afterPosition: next - 1, limit: readAheadLimit, types });
    if (found.nextPosition < next) throw new Error(`The log has no position ${next} any more`);
    page.events.push(...found.events.filter(({ position }) => wanted.has(position)));
    page.unreadable.push(...found.unreadable.filter(({ position }) => wanted.has(position)));
    lookedAt = found.nextPosition;
  }
  return page;
};
