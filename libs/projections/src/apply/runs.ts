import type { LoggedEvent } from '@cadastre/events';

/** An event and what it is about. */
export type Entry = { readonly event: LoggedEvent; readonly key: string };

export type Run = { readonly type: string; readonly events: readonly LoggedEvent[] };

/** Consecutive events of one type. */
export const runsByPosition = (entries: readonly Entry[]): Run[] => {
  const runs: { type: string; events: LoggedEvent[] }[] = [];
  for (const { event } of entries) {
    const last = runs.at(-1);
    if (last?.type === event.type) last.events.push(event);
    else runs.push({ type: event.type, events: [event] });
  }
  return runs;
};

/**
 * Every key is a lane. Of what stands first in all lanes the most frequent type goes first, taken from every lane
 * that begins with it; events of one key never overtake each other.
 */
export const runsByKey = (entries: readonly Entry[]): Run[] => {
  let lanes = lanesOf(entries).map((lane) => runsByPosition(lane).reverse());
  const runs: Run[] = [];
  while (lanes.length > 0) {
    const type = mostFrequentFirst(lanes);
    const events = lanes
      .filter((lane) => lane.at(-1)?.type === type)
      .flatMap((lane) => lane.pop()?.events ?? [])
      .sort((a, b) => a.position - b.position);
    runs.push({ type, events });
    lanes = lanes.filter((lane) => lane.length > 0);
  }
  return runs;
};

const lanesOf = (entries: readonly Entry[]): Entry[][] => {
  const lanes = new Map<string, Entry[]>();
  for (const entry of entries) {
    const lane = lanes.get(entry.key);
    if (lane === undefined) lanes.set(entry.key, [entry]);
    else lane.push(entry);
  }
  return [...lanes.values()];
};

const mostFrequentFirst = (lanes: readonly (readonly Run[])[]): string => {
  const counts = new Map<string, number>();
  for (const lane of lanes) {
    const first = lane.at(-1);
    if (first !== undefined) counts.set(first.type, (counts.get(first.type) ?? 0) + first.events.length);
  }
  let best = '';
  for (const [type, count] of counts) if (count > (counts.get(best) ?? 0)) best = type;
  return best;
};
