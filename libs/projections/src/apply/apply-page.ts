import type { LoggedEvent, UnreadableEvent } from '@cadastre/events';
import type pg from 'pg';
import type { Queryable } from '@cadastre/postgres';
import { crashPoint } from '@cadastre/service-runtime';
import { advance, LeadLost, type Lead } from '../checkpoint/lead.ts';
import { parkKeys, parkWaiting } from '../parking/park.ts';
import type { AnyProjection } from '../projection.ts';
import { applyEvents } from './apply-events.ts';
import { applyOneByOne } from './apply-one-by-one.ts';
import { isPoison } from './poison.ts';
import { sortPage, type PoisonEntry, type SortedPage } from './sort-page.ts';
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
 * Rows and checkpoint in one transaction. When an event turns out to be poison the page is done once more, event by event.
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
      finishPage(tx, work, await applyOneByOne(tx, work.projection, sorted)),
    );
  }
};

const finishPage = async (tx: Queryable, work: ApplyPage, sorted: SortedPage): Promise<AppliedPage> => {
  const { projection, lead, page } = work;
  await parkKeys(tx, projection.name, sorted.poison);
  await parkWaiting(tx, projection.name, sorted.waiting);
  const advanced = await advance(tx, lead, page.nextPosition);
  crashPoint('consumer.inside-transaction');
  return {
    lead: advanced,
    touchedKeys: [...new Set(sorted.live.map(({ key }) => key))],
    poison: sorted.poison,
  };
};
