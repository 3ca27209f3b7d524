import { isTransient } from '@cadastre/postgres';
import type { Log } from '@cadastre/service-runtime';
import { LeadLost } from '../checkpoint/lead.ts';
import { LanesClosed } from '../lanes/lane-rows.ts';
import { withdrawWish } from './parked-wish.ts';
import { retryParked, type RetryOutcome, type RetryParked } from './retry-parked.ts';

/**
 * Does what a person asked for, one page of it, so that the rest does not stand still meanwhile. When it cannot even be
 * tried, the key stays parked and the wish is withdrawn.
 */
export const tendParked = async (work: RetryParked & { readonly log: Log }): Promise<RetryOutcome> => {
  const { pool, projection, wish, log } = work;
  const facts = { projection: projection.name, ...wish };
  const outcome = await retryParked(work).catch(async (error: unknown) => {
    if (isNotItsFault(error)) throw error;
    log.error({ ...facts, err: error }, 'parked key could not be tried again');
    await withdrawWish(pool, projection.name, wish);
    return 'stuck' as const;
  });
  log.warn({ ...facts, outcome }, 'parked key tried again');
  return outcome;
};

const isNotItsFault = (error: unknown): boolean =>
  error instanceof LeadLost || error instanceof LanesClosed || isTransient(error);
