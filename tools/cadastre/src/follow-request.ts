import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { getParkedRequest, type ParkedKey, type ParkedRequest } from '@cadastre/projections';

const lookMs = 200;
/** Projectors look twice a second; many events that wait take their time. */
const patienceMs = 30_000;

/** @returns the request as it stands: settled, or open when nobody took it up for 30 s */
export const followRequest = async (pool: pg.Pool, requestId: number): Promise<ParkedRequest> => {
  const until = performance.now() + patienceMs;
  for (;;) {
    const request = await getParkedRequest(pool, requestId);
    if (request === null) throw new Error(`there is no request ${requestId}`);
    if (request.outcome !== null || performance.now() > until) return request;
    await pause(lookMs);
  }
};

const said: Readonly<Record<NonNullable<ParkedRequest['outcome']>, string>> = {
  freed: 'freed: all that waited is applied',
  stuck: 'stuck',
  replaced: 'replaced: somebody has asked for the other thing since',
  withdrawn: 'withdrawn: it could not be tried; the log of the projector says why',
  rebuilt: 'rebuilt: the read model was made anew meanwhile',
};

/** One line for people. */
export const reportOf = (
  { outcome, hasSkipped, position }: ParkedRequest,
  parked: ParkedKey | null,
): string => {
  if (outcome === null)
    return 'requested; no projector has taken it up in 30 s. Is one running? It is done when one does.';
  const skipped = hasSkipped ? `; the event at position ${position} was given up` : '';
  const at =
    outcome === 'stuck' && parked !== null
      ? ` at position ${parked.position}, ${parked.eventType}: ${parked.code}, ${parked.reason}`
      : '';
  return `${said[outcome]}${at}${skipped}`;
};
