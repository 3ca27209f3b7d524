import { categoryOf } from '@cadastre/events';
import { murmur2 } from './murmur2.ts';

/** What decides about an event's lane. */
export type Keyed = { readonly streamId: string; readonly data: unknown };

/** Streams whose id is `<category>-<integration id>`; those of syncs name the integration in their data. */
const ownedByName = new Set(['integration', 'catalog']);

/** The key of an event's message: the integration it belongs to; its stream where that says none. */
export const laneKeyOf = (event: Keyed): string => ownerInName(event.streamId) ?? ownerInData(event);

/** The same of an event as it is stored. Data is parsed only where the stream's name does not say it all. */
export const laneKeyOfStored = ({ streamId, data }: { streamId: string; data: string }): string =>
  ownerInName(streamId) ?? ownerInData({ streamId, data: JSON.parse(data) });

const ownerInName = (streamId: string): string | null => {
  const category = categoryOf(streamId);
  return ownedByName.has(category) ? streamId.slice(category.length + 1) : null;
};

const ownerInData = ({ streamId, data }: Keyed): string => {
  const { integration_id } = (data ?? {}) as { integration_id?: unknown };
  return typeof integration_id === 'string' ? integration_id : streamId;
};

/** The partition number, the same in all topics, that events with this key go through; of as many as there are. */
export const laneOfKey = (key: string, lanes: number): number =>
  (murmur2(Buffer.from(key)) & 0x7fffffff) % lanes;

/** For one that sees many keys again and again. */
export const createLaneOfKey = (lanes: number): ((key: string) => number) => {
  const known = new Map<string, number>();
  return (key) => {
    const lane = known.get(key) ?? laneOfKey(key, lanes);
    if (known.size > 100_000) known.clear();
    known.set(key, lane);
    return lane;
  };
};
