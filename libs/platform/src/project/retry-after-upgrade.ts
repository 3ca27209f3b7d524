import { retryReadable } from '@cadastre/projections';
import { BackgroundService, backgroundLoop } from '@cadastre/service-runtime';
import type { Platform } from '../platform.ts';
import { cadastreVersion } from '../version.ts';

/** Between two looks: a member of the release before may try in vain what we asked for, until it is gone. */
const pollMs = 15_000;
const backoff = { baseMs: 1_000, maxMs: 60_000 };

type Options = Pick<Platform, 'pool' | 'eventSource' | 'log'> & {
  readonly projection: string;
};

/** Frees keys that wait for nothing but a release that can read their event, once this one is there. */
export const retryAfterUpgrade = ({ pool, eventSource, log, projection }: Options): BackgroundService => {
  const requestedBy = `release ${cadastreVersion}`;
  const turn = async (): Promise<'idle'> => {
    const keys = await retryReadable({ pool, source: eventSource, projection, requestedBy });
    if (keys.length > 0) log.info({ projection, keys: keys.length }, 'parked keys can be read now');
    return 'idle';
  };
  return backgroundLoop({ name: `upgrade of ${projection}`, turn, pollMs, log, backoff });
};
