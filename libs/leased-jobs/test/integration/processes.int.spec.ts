import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createTestDatabase, waitFor, type TestDatabase } from '@cadastre/testing';
import type { WorkerOrders } from '../fixtures/worker.ts';
import { jobsSchema } from '../../src/jobs-schema.ts';
import { JobQueue } from '../../src/queue/job-queue.ts';
import { aJob, emptyQueue, readJob } from './support.ts';
import { startWorker, type WorkerProcess } from './worker-process.ts';

let db: TestDatabase;
let queue: JobQueue;
let workers: WorkerProcess[] = [];

beforeAll(async () => {
  db = await createTestDatabase({ schemas: [jobsSchema] });
  queue = new JobQueue(db.pool);
  await db.ownerPool.query(`
    create table public.journal (
      at bigint generated always as identity, job_id text, step integer, fence bigint, owner text
    );
    create table public.crowds (job_id text);
    grant all on public.journal, public.crowds to public`);
});
beforeEach(async () => {
  await emptyQueue(db.pool);
  await db.ownerPool.query('truncate public.journal, public.crowds');
});
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.kill('SIGKILL')));
  workers = [];
});
afterAll(() => db.drop());

const hire = async (owner: string, overrides: Partial<WorkerOrders> = {}): Promise<WorkerProcess> => {
  const worker = await startWorker({
    url: db.url,
    owner,
    leaseSeconds: 3,
    heartbeatSeconds: 0.4,
    checkMs: 100,
    maxConcurrent: 4,
    steps: 8,
    stepMs: 15,
    ...overrides,
  });
  workers.push(worker);
  return worker;
};

const journal = async () =>
  (
    await db.pool.query<{ jobId: string; steps: number[]; fences: number[]; owners: string[] }>(
      `select job_id as "jobId", array_agg(step order by at) as steps, array_agg(fence::integer order by at) as fences,
              array_agg(owner order by at) as owners
         from public.journal group by job_id order by job_id`,
    )
  ).rows;

const oneTo = (n: number): number[] => Array.from({ length: n }, (_, index) => index + 1);
const isAllDone = async (): Promise<boolean> => (await queue.stats()).length === 0;
const allDone = (timeoutMs: number) => waitFor(isAllDone, { what: 'all jobs to be done', timeoutMs });

/** Whom to kill, and after how many more steps of his. */
const someKills = (kills: number): { place: number; stepsBefore: number }[] =>
  fc.sample(fc.record({ place: fc.nat(2), stepsBefore: fc.nat(12) }), { seed: 20_260_101, numRuns: kills });

test('workers that are killed at any moment leave no job undone, done twice or done by two at once', async () => {
  const jobs = 24;
  const steps = 60;
  const kills = 5;
  for (let n = 0; n < jobs; n += 1) await queue.enqueue(db.pool, aJob(`job-${n}`, { maxAttempts: 50 }));
  const team = await Promise.all(oneTo(3).map((n) => hire(`worker-${n}`, { steps })));
  for (const { place, stepsBefore } of someKills(kills)) {
    const victim = team[place];
    if (victim === undefined) throw new Error(`Nobody works at place ${place}`);
    const enough = victim.messages.length + stepsBefore;
    await waitFor(async () => victim.messages.length >= enough || (await isAllDone()), { pollMs: 1 });
    await victim.kill('SIGKILL');
    team[place] = await hire(`worker-${workers.length + 1}`, { steps });
  }
  await allDone(60_000);
  const entries = await journal();
  expect(entries).toHaveLength(jobs);
  for (const entry of entries) {
    expect(entry.steps).toEqual(oneTo(steps));
    expect(entry.fences).toEqual([...entry.fences].sort((a, b) => a - b));
  }
  expect((await db.pool.query('select from public.crowds')).rowCount).toBe(0);
  const takeovers = await db.pool.query<{ n: number }>('select sum(fence - 1)::integer as n from jobs.jobs');
  expect(takeovers.rows[0]?.n).toBeGreaterThan(0);
}, 90_000);

test('a worker that is paused past its lease writes nothing when it wakes', async () => {
  await queue.enqueue(db.pool, aJob('job-1'));
  const sleeper = await hire('sleeper', { steps: 400, stepMs: 10 });
  await waitFor(() => sleeper.messages.some(({ step }) => step === 3));
  sleeper.child.kill('SIGSTOP');
  const stepsOf = async (owner: string) =>
    (await journal())[0]?.owners.filter((name) => name === owner).length ?? 0;
  await hire('heir', { steps: 400, stepMs: 10 });
  await waitFor(async () => (await stepsOf('heir')) > 0, { what: 'the takeover' });
  const stepsOfSleeper = await stepsOf('sleeper');
  sleeper.child.kill('SIGCONT');
  const farewell = await waitFor(() => sleeper.messages.find(({ failed }) => failed));
  expect(farewell.jobId).toBe('job-1');
  await waitFor(async () => (await readJob(db.pool, 'job-1')).state === 'completed', { timeoutMs: 20_000 });
  expect(await stepsOf('sleeper')).toBe(stepsOfSleeper);
  expect((await journal())[0]?.steps).toEqual(oneTo(400));
  expect(await readJob(db.pool, 'job-1')).toMatchObject({ attempt: 2, fence: 2 });
}, 60_000);

test('a job that kills its worker every time is given up after its attempts', async () => {
  await queue.enqueue(db.pool, aJob('deadly', { maxAttempts: 2 }));
  for (const n of oneTo(2)) {
    const worker = await hire(`worker-${n}`, { leaseSeconds: 2, steps: 10_000 });
    await waitFor(() => worker.messages.some(({ step }) => step !== undefined));
    await worker.kill('SIGKILL');
  }
  await hire('undertaker');
  await waitFor(async () => (await readJob(db.pool, 'deadly')).state === 'dead');
  expect(await readJob(db.pool, 'deadly')).toMatchObject({ attempt: 2, lastError: { code: 'worker-lost' } });
}, 60_000);

test('a worker that is told to stop hands its jobs over at once', async () => {
  await queue.enqueue(db.pool, aJob('job-1'));
  const leaver = await hire('leaver', { leaseSeconds: 3_600, steps: 200 });
  await waitFor(() => leaver.messages.some(({ step }) => step === 2));
  await leaver.kill('SIGTERM');
  expect(await readJob(db.pool, 'job-1')).toMatchObject({ state: 'queued', attempt: 0 });
  await hire('heir', { steps: 30 });
  await waitFor(async () => (await readJob(db.pool, 'job-1')).state === 'completed');
  expect((await journal())[0]?.steps).toEqual(oneTo(30));
}, 60_000);
