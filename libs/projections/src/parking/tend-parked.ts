import { isTransient, type Queryable } from '@cadastre/postgres';
import type { Log } from '@cadastre/service-runtime';
import { LeadLost } from '../checkpoint/lead.ts';
import { LanesClosed } from '../lanes/lane-rows.ts';
import { withdrawRequest } from './parked-keys.ts';
import { retryParked, type RetryOutcome, type RetryParked } from './retry-parked.ts';

type Wish = { readonly key: string; readonly requested: 'retry' | 'skip' };

/**
 * Does what a person asked for, one page of it, so that the rest does not stand still meanwhile. When it cannot even be
 * tried, the key stays parked and the wish is withdrawn.
 */
export const tendParked = async (
  work: Omit<RetryParked, 'key' | 'skipsFirst'> & {
    readonly hold: (tx: Queryable) => Promise<unknown>;
    readonly log: Log;
  },
  { key, requested }: Wish,
): Promise<RetryOutcome> => {
  const { pool, projection, log } = work;
  const skipsFirst = requested === 'skip';
  const outcome = await retryParked({ ...work, key, skipsFirst }).catch(async (error: unknown) => {
    if (isNotItsFault(error)) throw error;
    log.error({ projection: projection.name, key, err: error }, 'parked key could not be tried again');
    await withdrawRequest(pool, { projection: projection.name, key });
    return 'stuck' as const;
  });
  log.warn({ projection: projection.name, key, skipsFirst, outcome }, 'parked key tried again');
  return outcome;
};

const isNotItsFault = (error: unknown): boolean =>
  error instanceof LeadLost || error instanceof LanesClosed || isTransient(error);
