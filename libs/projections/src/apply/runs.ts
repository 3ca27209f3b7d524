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
 * Every key is a queue. Of what stands first in all queues the most frequent type goes first, taken from every queue
 * that begins with it; events of one key never overtake each other.
 */
export const runsByKey = (entries: readonly Entry[]): Run[] => {
  let queues = queuesOf(entries).map((queue) => runsByPosition(queue).reverse());
  const runs: Run[] = [];
  while (queues.length > 0) {
    const type = mostFrequentFirst(queues);
    const events = queues
      .filter((queue) => queue.at(-1)?.type === type)
      .flatMap((queue) => queue.pop()?.events ?? [])
      .sort((a, b) => a.position - b.position);
    runs.push({ type, events });
    queues = queues.filter((queue) => queue.length > 0);
  }
  return runs;
};

const queuesOf = (entries: readonly Entry[]): Entry[][] => {
  const queues = new Map<string, Entry[]>();
  for (const entry of entries) {
    const queue = queues.get(entry.key);
    if (queue === undefined) queues.set(entry.key, [entry]);
    else queue.push(entry);
  }
  return [...queues.values()];
};

const mostFrequentFirst = (queues: readonly (readonly Run[])[]): string => {
  const counts = new Map<string, number>();
  for (const queue of queues) {
    const first = queue.at(-1);
    if (first !== undefined) counts.set(first.type, (counts.get(first.type) ?? 0) + first.events.length);
  }
  let best = '';
  for (const [type, count] of counts) if (count > (counts.get(best) ?? 0)) best = type;
  return best;
};
