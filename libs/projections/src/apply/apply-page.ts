import type pg from 'pg';
import type { Queryable } from '@cadastre/postgres';
import { advance, LeadLost, type Lead } from '../checkpoint/lead.ts';
import type { LoggedEvent, UnreadableEvent } from '../event-source.ts';
import { parkKeys, parkWaiting } from '../parking/park.ts';
import type { AnyProjection } from '../projection.ts';
import { applyEvents, tryEvents } from './apply-events.ts';
import { describePoison, isPoison } from './poison.ts';
import type { Entry } from './runs.ts';
import { parkedKeyOf, sortPage, type PoisonEntry, type SortedPage } from './sort-page.ts';
import { inProjectionTransaction } from './transaction.ts';

export type Page = {
  readonly events: readonly LoggedEvent[];
  readonly unreadable: readonly UnreadableEvent[];
  readonly nextPosition: number;
};

export type AppliedPage = {
  readonly lead: Lead;
  readonly touchedKeys: readonly string[];
  readonly poison: readonly PoisonEntry[];
};

export type ApplyPage = {
  readonly pool: pg.Pool;
  readonly projection: AnyProjection;
  readonly lead: Lead;
  readonly page: Page;
  readonly parkedKeys: ReadonlySet<string>;
};

/**
 * Rows and checkpoint in one transaction. When an event turns out to be poison the page is done once more, event by
 * event: slow, but once per poison event only, for what follows it waits beside the road.
 *
 * @throws LeadLost, and whatever says that the database is not well: then nothing was written
 */
export const applyPage = async (work: ApplyPage): Promise<AppliedPage> => {
  const sorted = sortPage(work.page, work.projection, work.parkedKeys);
  try {
    return await inProjectionTransaction(work.pool, work.projection, async (tx) => {
      await applyEvents(tx, work.projection, sorted.live);
      return finishPage(tx, work, sorted);
    });
  } catch (error) {
    if (error instanceof LeadLost || !isPoison(error)) throw error;
    return inProjectionTransaction(work.pool, work.projection, async (tx) =>
      finishPage(tx, work, await applyOneByOne(tx, work, sorted)),
    );
  }
};

const applyOneByOne = async (tx: Queryable, work: ApplyPage, sorted: SortedPage): Promise<SortedPage> => {
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
    const failure = await tryEvents(tx, work.projection, [entry]);
    if (failure === null) applied.push(entry);
    else {
      poison.push({ ...entry, cause: describePoison(failure.error) });
      newlyParked.add(entry.key);
    }
  }
  return { live: applied, poison, waiting };
};

const finishPage = async (tx: Queryable, work: ApplyPage, sorted: SortedPage): Promise<AppliedPage> => {
  const { projection, lead, page } = work;
  await parkKeys(tx, projection.name, sorted.poison);
  await parkWaiting(tx, projection.name, sorted.waiting);
  return {
    lead: await advance(tx, lead, page.nextPosition),
    touchedKeys: [...new Set(sorted.live.map(({ key }) => key))],
    poison: sorted.poison,
  };
};
