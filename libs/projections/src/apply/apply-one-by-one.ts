import type { Queryable } from '@cadastre/postgres';
import type { AnyProjection } from '../projection.ts';
import { tryEvents } from './apply-events.ts';
import { describePoison } from './poison.ts';
import type { Entry } from './runs.ts';
import { parkedKeyOf, type SortedPage } from './sort-page.ts';

/**
 * Finds the events that cannot be applied by applying all singly: slow, but once per poison event only, for what follows
 * it waits beside the road.
 */
export const applyOneByOne = async (
  tx: Queryable,
  projection: AnyProjection,
  sorted: SortedPage,
): Promise<SortedPage> => {
  const applied: Entry[] = [];
  const poison = [...sorted.poison];
  const waiting = [...sorted.waiting];
  const newlyParked = new Set<string>();
  for (const entry of sorted.live) {
    const parkedKey = parkedKeyOf(entry, newlyParked);
    if (parkedKey !== undefined) {
      waiting.push({ ...entry, key: parkedKey });
      continue;
    }
    const failure = await tryEvents(tx, projection, [entry]);
    if (failure === null) applied.push(entry);
    else {
      poison.push({ ...entry, cause: describePoison(failure.error) });
      newlyParked.add(entry.key);
    }
  }
  return { live: applied, poison, waiting };
};
