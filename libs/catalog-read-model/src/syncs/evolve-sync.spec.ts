import { describe, expect, test } from '@jest/globals';
import {
  FollowUpSyncQueued,
  SyncActivityCompleted,
  SyncActivityFailed,
  SyncActivitySkipped,
  SyncActivityStarted,
  SyncCancelled,
  SyncCompleted,
  SyncDeadLettered,
  SyncFailed,
  SyncProgressed,
  SyncRequested,
  SyncRequeued,
  SyncStarted,
  syncActivities,
  type IntegrationId,
  type SyncId,
} from '@cadastre/events';
import { Log } from '../../test/support/log.ts';
import { evolveSync, type SyncEvent } from './evolve-sync.ts';
import type { SyncRow } from './sync-row.ts';

const ids = {
  sync_id: '00000000-0000-4000-8000-00000000005a' as SyncId,
  integration_id: '00000000-0000-4000-8000-0000000000a1' as IntegrationId,
};
const second = (n: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, n)).toISOString();
const error = { code: '57P03', detail: 'The server is starting up', hint: null };

const requested = SyncRequested.create({ ...ids, trigger: 'request', requested_at: second(0) });
const startedAs = (attempt: number) =>
  SyncStarted.create({ ...ids, attempt, worker: 'worker-1', started_at: second(attempt) });
const begun = (activity: 'connect' | 'relations', attempt = 1) =>
  SyncActivityStarted.create({ ...ids, activity, attempt, started_at: second(10) });
const progressed = (done: number, total: number | null) =>
  SyncProgressed.create({ ...ids, activity: 'relations', done, total, progressed_at: second(11) });
const done = (activity: 'connect' | 'relations') =>
  SyncActivityCompleted.create({ ...ids, activity, attempt: 1, items: 7, completed_at: second(12) });

const after = (...events: SyncEvent[]): SyncRow => {
  const log = new Log();
  return events.reduce<SyncRow | undefined>(
    (row, event) => evolveSync(row, log.record(event)),
    undefined,
  ) as SyncRow;
};
const step = (row: SyncRow, activity: string) => row.activities.find((item) => item.activity === activity);

describe('a sync', () => {
  test('is started, with every activity pending, when it is requested', () => {
    const row = after(requested);
    expect(row).toMatchObject({ status: 'STARTED', attempt: 0, started_at: null, counts: {} });
    expect(row.activities.map(({ activity, state }) => [activity, state])).toEqual(
      syncActivities.map((activity) => [activity, 'pending']),
    );
  });

  test('is there from the moment it was queued behind another', () => {
    const queued = FollowUpSyncQueued.create({ ...ids, queued_at: second(0) });
    expect(after(queued)).toMatchObject({ status: 'STARTED', trigger: 'follow-up', requested_at: second(0) });
  });

  test('keeps the start of its first attempt', () => {
    expect(after(requested, startedAs(1), startedAs(2))).toMatchObject({
      status: 'PROCESSING',
      attempt: 2,
      started_at: second(1),
    });
  });

  test('shows the progress of an activity in percent, 100 only when it is completed', () => {
    const running = [requested, startedAs(1), begun('relations')];
    expect(step(after(...running, progressed(1, 3)), 'relations')).toMatchObject({
      state: 'running',
      percent: 33,
    });
    expect(step(after(...running, progressed(3, 3)), 'relations')).toMatchObject({
      percent: 99,
      done: 3,
      total: 3,
    });
    expect(step(after(...running, progressed(3, null)), 'relations')).toMatchObject({
      percent: null,
      done: 3,
    });
    expect(step(after(...running, progressed(1, 3), done('relations')), 'relations')).toMatchObject({
      state: 'completed',
      percent: 100,
      items: 7,
      duration_ms: 2_000,
      finished_at: second(12),
    });
  });

  test('shows why an activity failed and when it is tried again', () => {
    const failed = (retry_at: string | null) =>
      SyncActivityFailed.create({
        ...ids,
        activity: 'connect',
        attempt: 1,
        error,
        retry_at,
        failed_at: second(11),
      });
    const running = [requested, startedAs(1), begun('connect')];
    expect(step(after(...running, failed(second(20))), 'connect')).toMatchObject({
      state: 'retrying',
      error,
      retry_at: second(20),
      duration_ms: 1_000,
    });
    expect(step(after(...running, failed(null)), 'connect')).toMatchObject({
      state: 'failed',
      retry_at: null,
    });
    expect(step(after(...running, failed(second(20)), begun('connect', 2)), 'connect')).toMatchObject({
      state: 'running',
      attempt: 2,
      error: null,
      retry_at: null,
    });
  });

  test('lists a schema that was left out without ending the activity', () => {
    const skipped = (scope: string | null) =>
      SyncActivitySkipped.create({
        ...ids,
        activity: 'relations',
        scope,
        reason: 'no right',
        skipped_at: second(11),
      });
    const running = [requested, startedAs(1), begun('relations')];
    expect(after(...running, skipped('secret'))).toMatchObject({
      skipped: [{ scope: 'secret', reason: 'no right' }],
    });
    expect(step(after(...running, skipped('secret')), 'relations')).toMatchObject({ state: 'running' });
    expect(step(after(...running, skipped(null)), 'relations')).toMatchObject({ state: 'skipped' });
  });

  test('ends once, with its counts and its footprint', () => {
    const footprint = { queries: 20, rows: 9, bytes: 99, duration_ms: 5, longest_transaction_ms: 4 };
    const counts = { table: { seen: 2, added: 2, changed: 0, dropped: 0, skipped: 0 } };
    const completed = SyncCompleted.create({
      ...ids,
      attempt: 1,
      counts,
      skipped: [],
      footprint,
      completed_at: second(30),
    });
    expect(after(requested, startedAs(1), completed)).toMatchObject({
      status: 'COMPLETED',
      counts,
      footprint,
      finished_at: second(30),
    });
  });

  test('leaves nothing under way when it fails or is cancelled', () => {
    const running = [requested, startedAs(1), begun('connect'), done('connect'), begun('relations')];
    const failed = after(...running, SyncFailed.create({ ...ids, attempt: 1, error, failed_at: second(30) }));
    expect(failed).toMatchObject({ status: 'FAILED', error, dead_letter: false });
    expect(failed.activities.map(({ state }) => state)).toEqual([
      'completed',
      'skipped',
      'failed',
      ...Array<string>(7).fill('skipped'),
    ]);
    const cancelled = after(
      ...running,
      SyncCancelled.create({ ...ids, reason: 'requested', cancelled_at: second(30) }),
    );
    expect(cancelled).toMatchObject({ status: 'CANCELLED', finished_at: second(30) });
    expect(step(cancelled, 'relations')).toMatchObject({ state: 'skipped', finished_at: second(30) });
  });

  test('comes back from the dead letters at its first unfinished activity', () => {
    const dead = SyncDeadLettered.create({ ...ids, attempt: 5, error, dead_lettered_at: second(30) });
    const running = [requested, startedAs(5), begun('connect'), done('connect'), begun('relations'), dead];
    expect(after(...running)).toMatchObject({ status: 'FAILED', dead_letter: true, attempt: 5 });
    const row = after(...running, SyncRequeued.create({ ...ids, requeued_at: second(40) }));
    expect(row).toMatchObject({
      status: 'STARTED',
      dead_letter: false,
      attempt: 0,
      error: null,
      finished_at: null,
    });
    expect([step(row, 'connect')?.state, step(row, 'relations')?.state]).toEqual(['completed', 'pending']);
  });

  test('that nobody requested is not made up', () => {
    expect(() => after(startedAs(1))).toThrow('not requested');
  });
});
