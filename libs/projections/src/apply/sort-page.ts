import type { LoggedEvent, UnreadableEvent } from '@cadastre/events';
import type { AnyProjection } from '../projection.ts';
import { describePoison, type PoisonReason } from './poison.ts';
import type { Entry } from './runs.ts';

export type PoisonEntry = Entry & { readonly cause: PoisonReason };

/** A page, told apart: what is to be applied, what cannot be, and what waits behind something that cannot. */
export type SortedPage = {
  readonly live: Entry[];
  readonly poison: PoisonEntry[];
  readonly waiting: Entry[];
};

type Page = { readonly events: readonly LoggedEvent[]; readonly unreadable: readonly UnreadableEvent[] };

/** An event without a key is parked under its stream, so a stream's name stops its events as well. */
export const parkedKeyOf = ({ event, key }: Entry, parkedKeys: ReadonlySet<string>): string | undefined =>
  [key, event.streamId].find((candidate) => parkedKeys.has(candidate));

export const sortPage = (
  { events, unreadable }: Page,
  projection: AnyProjection,
  parkedBefore: ReadonlySet<string>,
): SortedPage => {
  const parkedKeys = new Set(parkedBefore);
  const sorted: SortedPage = { live: [], poison: [], waiting: [] };
  const inOrder = [...events, ...unreadable].sort((a, b) => a.position - b.position);
  for (const event of inOrder) {
    const { key, failure } = keyOf(projection, event);
    const entry = { event, key };
    const parkedKey = parkedKeyOf(entry, parkedKeys);
    const cause = causeOf(event, failure);
    if (parkedKey !== undefined) sorted.waiting.push({ event, key: parkedKey });
    else if (cause === undefined) sorted.live.push(entry);
    else {
      sorted.poison.push({ ...entry, cause });
      parkedKeys.add(key);
    }
  }
  return sorted;
};

const keyOf = (projection: AnyProjection, event: LoggedEvent): { key: string; failure?: unknown } => {
  try {
    const key: unknown = projection.keyOf(event as never);
    if (typeof key === 'string' && key !== '') return { key };
    return { key: event.streamId, failure: new TypeError('The event has no key') };
  } catch (failure) {
    return { key: event.streamId, failure };
  }
};

const causeOf = (event: LoggedEvent | UnreadableEvent, failure: unknown): PoisonReason | undefined => {
  if ('reason' in event) return { code: 'unreadable-event', reason: event.reason };
  return failure === undefined ? undefined : describePoison(failure);
};
