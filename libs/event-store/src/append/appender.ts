import type pg from 'pg';
import { errorCode, isTransient, type Queryable } from '@cadastre/postgres';
import type { AppendRequest } from '../event-store.ts';
import { callAppend, type AppendOutcome } from './append-call.ts';
import { GroupCommit } from './group-commit.ts';

export type SettledOutcome = Exclude<AppendOutcome, { outcome: 'busy' }>;

/** Serialization failure, deadlock: the same call, sent again, has every chance. */
const collisions = new Set(['40001', '40P01']);
/** check_violation: among our tables only a commit beyond the last partition can cause it. */
const noPartition = '23514';

/**
 * Two lanes. The shared one packs small appends into one call that waits for no lock. Whoever was in the way there
 * (a stream held by another transaction, a text the database refuses) goes through the patient one: alone, waiting.
 * So a slow transaction or a bad append costs nobody else more than a repeated call.
 */
export class Appender {
  private readonly shared: GroupCommit;
  private readonly patient: GroupCommit;

  constructor(private readonly pool: pg.Pool) {
    this.shared = new GroupCommit({
      call: (requests) => callAppend(pool, requests, { mayWait: false }),
      maxAppendsPerCall: 64,
      maxCalls: 3,
    });
    this.patient = new GroupCommit({
      call: async (requests) => Promise.all(requests.map((request) => this.appendAlone(request))),
      maxAppendsPerCall: 1,
      maxCalls: 4,
    });
  }

  append(request: AppendRequest): Promise<SettledOutcome> {
    if (!isSmall(request)) return this.appendPatiently(request);
    return this.shared.append(request).then(
      (outcome) => (outcome.outcome === 'busy' ? this.appendPatiently(request) : outcome),
      (error: unknown) => {
        if (isTransient(error) && !collisions.has(errorCode(error) ?? '')) throw error;
        return this.appendPatiently(request);
      },
    );
  }

  private appendPatiently(request: AppendRequest): Promise<SettledOutcome> {
    return this.patient.append(request) as Promise<SettledOutcome>;
  }

  private async appendAlone(request: AppendRequest): Promise<SettledOutcome> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await appendSettled(this.pool, request);
      } catch (error) {
        const code = errorCode(error) ?? '';
        if (attempt === 5 || !(code === noPartition || collisions.has(code))) throw error;
        if (code === noPartition) await this.pool.query('select event_store.ensure_partitions()');
        request.lastLook?.();
      }
    }
  }
}

const isSmall = ({ streams }: AppendRequest): boolean =>
  streams.reduce((count, { events }) => count + events.length, 0) <= 50;

/** One append, waiting for its streams and, if it is under way elsewhere, for its command. */
export const appendSettled = async (db: Queryable, request: AppendRequest): Promise<SettledOutcome> => {
  const [outcome] = await callAppend(db, [request], { mayWait: true });
  if (outcome === undefined || outcome.outcome === 'busy')
    throw new Error('an append that may wait was not carried out');
  return outcome;
};
