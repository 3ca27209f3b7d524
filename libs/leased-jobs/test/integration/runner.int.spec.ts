import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { AppError } from '@cadastre/errors';
import { inTransaction } from '@cadastre/postgres';
import { silentLog, WakeUp } from '@cadastre/service-runtime';
import { createTestDatabase, waitFor, type TestDatabase } from '@cadastre/testing';
import { jobsSchema } from '../../src/jobs-schema.ts';
import { JobQueue } from '../../src/queue/job-queue.ts';
import { createJobRunner, type JobRunner, type JobRunnerOptions } from '../../src/runner/job-runner.ts';
import { aJob, emptyQueue, letLeaseRunOut, readJob } from './support.ts';

let db: TestDatabase;
let queue: JobQueue;
const runners: JobRunner[] = [];

beforeAll(async () => {
  db = await createTestDatabase({ schemas: [jobsSchema] });
  queue = new JobQueue(db.pool);
});
beforeEach(() => emptyQueue(db.pool));
afterEach(async () => {
  await Promise.all(runners.splice(0).map((runner) => runner.stop()));
});
afterAll(() => db.drop());

const startRunner = (options: Partial<JobRunnerOptions> & Pick<JobRunnerOptions, 'handlers'>): JobRunner => {
  const runner = createJobRunner({
    queue,
    heartbeatPool: db.pool,
    owner: `worker-${runners.length + 1}`,
    log: silentLog,
    sweepMs: 50,
    checkMs: 20,
    retry: { baseMs: 1, maxMs: 1 },
    ...options,
  });
  runners.push(runner);
  runner.start();
  return runner;
};

const isIn = (jobId: string, state: string) =>
  waitFor(async () => (await readJob(db.pool, jobId)).state === state, { what: `${jobId} to be ${state}` });

const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the reason is an Error
    signal.addEventListener('abort', () => reject(signal.reason));
  });

class TargetAway extends AppError {
  override readonly kind = 'target-unavailable';
  override readonly code = 'target-away';
  override readonly title = 'The target does not answer';
  constructor() {
    super('CANARY-password of 10.0.0.1', {}, { hint: 'Start it' });
  }
}

describe('running jobs', () => {
  test('runs each job once, no more at a time than allowed', async () => {
    const seen: string[] = [];
    let now = 0;
    let most = 0;
    let open = (): void => undefined;
    const fullHouse = new Promise<void>((resolve) => (open = resolve));
    for (let n = 0; n < 30; n += 1) await queue.enqueue(db.pool, aJob(`job-${n}`));
    const sync = async ({ jobId }: { jobId: string }) => {
      seen.push(jobId);
      most = Math.max(most, (now += 1));
      if (now === 4) open();
      await fullHouse;
      await db.pool.query('select pg_sleep(0.005)');
      now -= 1;
    };
    startRunner({ handlers: { sync }, maxConcurrent: 4, claimBatch: 3 });
    await waitFor(async () => (await queue.stats()).length === 0);
    expect(new Set(seen).size).toBe(30);
    expect(seen).toHaveLength(30);
    expect(most).toBe(4);
  });

  test('leaves a job as its handler settled it', async () => {
    await queue.enqueue(db.pool, aJob('job-1'));
    startRunner({
      handlers: {
        sync: (claim) =>
          inTransaction(db.pool, async (tx) => {
            await queue.guard(tx, claim);
            await queue.deadLetter(tx, claim, { code: 'refused', detail: 'No' });
          }),
      },
    });
    await isIn('job-1', 'dead');
  });

  test('tries again until it works, and keeps the reason without its secrets', async () => {
    await queue.enqueue(db.pool, aJob('job-1'));
    const attempts: unknown[] = [];
    startRunner({
      handlers: {
        sync: async ({ attempt, lastError }) => {
          attempts.push([attempt, lastError?.code]);
          if (attempt === 1) throw new TargetAway();
          if (attempt === 2) throw new Error('CANARY-password');
        },
      },
    });
    await isIn('job-1', 'completed');
    expect(attempts).toEqual([
      [1, undefined],
      [2, 'target-away'],
      [3, 'internal'],
    ]);
    const { rows } = await db.pool.query<{ row: string }>('select jobs::text as row from jobs.jobs');
    expect(rows[0]?.row).not.toContain('CANARY');
  });

  test('gives up after the last attempt, in the transaction of the one who is told', async () => {
    await queue.enqueue(db.pool, aJob('job-1', { maxAttempts: 2 }));
    const told: unknown[] = [];
    startRunner({
      handlers: { sync: () => Promise.reject(new TargetAway()) },
      onExhausted: (claim, error) =>
        inTransaction(db.pool, async (tx) => {
          await queue.guard(tx, claim);
          told.push([claim.attempt, error]);
          await queue.deadLetter(tx, claim, error);
        }),
    });
    await isIn('job-1', 'dead');
    const error = { code: 'target-away', detail: 'The target does not answer', hint: 'Start it' };
    expect(told).toEqual([[2, error]]);
    expect((await readJob(db.pool, 'job-1')).lastError).toEqual(error);
  });

  test('gives a job up that killed every worker, without running it', async () => {
    await queue.enqueue(db.pool, aJob('job-1', { maxAttempts: 1 }));
    await queue.claim({ kinds: ['sync'], owner: 'dead worker', limit: 1, leaseSeconds: 30 });
    await letLeaseRunOut(db.pool, 'job-1');
    let isRun = false;
    startRunner({ handlers: { sync: async () => void (isRun = true) } });
    await isIn('job-1', 'dead');
    expect(isRun).toBe(false);
    expect((await readJob(db.pool, 'job-1')).lastError?.code).toBe('worker-lost');
  });

  test('finds a job that is due soon before the next sweep', async () => {
    await queue.enqueue(db.pool, aJob('job-1', { runAt: new Date(Date.now() + 150) }));
    startRunner({ handlers: { sync: async () => undefined }, sweepMs: 60_000 });
    await isIn('job-1', 'completed');
  });

  test('is woken by whoever put a job', async () => {
    const wakeUp = new WakeUp();
    const runner = startRunner({ handlers: { sync: async () => undefined }, sweepMs: 60_000, wakeUp });
    await runner.started;
    await queue.enqueue(db.pool, aJob('job-1'));
    wakeUp.ring();
    await isIn('job-1', 'completed');
  });
});

describe('a running job that has to end', () => {
  const interruptions = () => {
    const reasons: string[] = [];
    const sync = async (_: unknown, signal: AbortSignal) => {
      const reason: unknown = await untilAborted(signal).catch((error: unknown) => error);
      reasons.push((reason as { reason: string }).reason);
      throw reason;
    };
    return { reasons, sync };
  };

  test('is told of its cancellation, and stays cancelled', async () => {
    await queue.enqueue(db.pool, aJob('job-1'));
    const { reasons, sync } = interruptions();
    const runner = startRunner({ handlers: { sync } });
    await isIn('job-1', 'running');
    await queue.cancel(db.pool, 'job-1');
    await waitFor(() => runner.running === 0);
    expect(reasons).toEqual(['cancelled']);
    expect(await readJob(db.pool, 'job-1')).toMatchObject({ state: 'cancelled', lastError: null });
  });

  test('is told when another worker took it over', async () => {
    await queue.enqueue(db.pool, aJob('job-1'));
    const { reasons, sync } = interruptions();
    const runner = startRunner({ handlers: { sync } });
    await isIn('job-1', 'running');
    await letLeaseRunOut(db.pool, 'job-1');
    await queue.claim({ kinds: ['sync'], owner: 'worker-2', limit: 1, leaseSeconds: 30 });
    await waitFor(() => runner.running === 0);
    expect(reasons).toEqual(['lease-lost']);
    expect(await readJob(db.pool, 'job-1')).toMatchObject({ state: 'running', leaseOwner: 'worker-2' });
  });

  test('keeps its lease for as long as it takes', async () => {
    await queue.enqueue(db.pool, aJob('job-1'));
    let renewals = 0;
    const firstLease = async () =>
      (await db.pool.query<{ at: string }>('select lease_expires_at::text as at from jobs.jobs')).rows[0]?.at;
    const sync = async (_: unknown, signal: AbortSignal) => {
      for (let before = await firstLease(); renewals < 3 && !signal.aborted;) {
        const now = await firstLease();
        if (now !== before) renewals += 1;
        before = now;
      }
    };
    startRunner({ handlers: { sync }, leaseSeconds: 10, heartbeatSeconds: 0.05 });
    await isIn('job-1', 'completed');
    expect(renewals).toBe(3);
    expect((await readJob(db.pool, 'job-1')).attempt).toBe(1);
  });
});
