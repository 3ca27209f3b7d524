import { describe, expect, test } from '@jest/globals';
import {
  SyncActivityCompleted,
  SyncActivityFailed,
  SyncActivitySkipped,
  SyncProgressed,
  type SyncActivity,
} from '@cadastre/events';
import * as example from '../test/examples.ts';
import { given, statesAfter, type States } from '../test/scenario.ts';
import { completeSync } from './commands/complete-sync.ts';
import { deadLetterSync } from './commands/dead-letter-sync.ts';
import { failSync } from './commands/fail-sync.ts';
import {
  completeActivity,
  failActivity,
  progressActivity,
  skipActivity,
  startActivity,
} from './commands/report-activity.ts';
import { requeueSync } from './commands/requeue-sync.ts';
import { startSync } from './commands/start-sync.ts';
import { IntegrationIsDisabled, IntegrationNotFound } from './errors/integration-errors.ts';
import {
  SyncActivityNotRunning,
  SyncAlreadyFinished,
  SyncAlreadyRunning,
  SyncAttemptSuperseded,
  SyncNotDeadLettered,
  SyncNotFound,
  SyncNotStarted,
} from './errors/sync-errors.ts';

const { shop, firstSync: syncId, secondSync, at, error, report } = example;

const start =
  (attempt: number) =>
  ({ syncOf }: States) =>
    startSync(syncOf(syncId), { syncId, attempt, worker: 'worker-1', at });
const states = ({ integration, syncOf }: States) => ({ integration, sync: syncOf(syncId) });
const ends = {
  complete: (attempt: number) => (all: States) =>
    completeSync(states(all), { syncId, attempt, ...report, at }),
  fail: (attempt: number) => (all: States) => failSync(states(all), { syncId, attempt, error, at }),
  deadLetter: (attempt: number) => (all: States) =>
    deadLetterSync(states(all), { syncId, attempt, error, at }),
};
const secondAttempt = [...example.syncing, example.started(syncId, 2)];

describe('starting', () => {
  test('begins an attempt, and a later one after it, with or without a gap', () => {
    given(...example.justRegistered)
      .when(start(1))
      .then(example.started(syncId, 1));
    given(...example.syncing)
      .when(start(4))
      .then(example.started(syncId, 4));
  });

  test('does nothing when the same attempt says it again', () => {
    given(...example.syncing)
      .when(start(1))
      .thenNothing();
  });

  test('refuses an attempt that another has taken over from', () => {
    given(...secondAttempt)
      .when(start(1))
      .thenRefused(SyncAttemptSuperseded, { attempt: 1, present: 2 });
  });

  test('refuses what has ended or never was', () => {
    given(...example.idle)
      .when(start(2))
      .thenRefused(SyncAlreadyFinished, { status: 'COMPLETED' });
    given(example.registered()).when(start(1)).thenRefused(SyncNotFound);
  });
});

describe('ending', () => {
  test.each([
    ['complete', example.completed(syncId), 'COMPLETED'],
    ['fail', example.failed(syncId), 'FAILED'],
    ['deadLetter', example.deadLettered(syncId), 'FAILED'],
  ] as const)('%s writes the one terminal event and frees the integration', (end, event, outcome) => {
    given(...example.syncing)
      .when(ends[end](1))
      .then(event, example.closed(syncId, outcome));
    given(...example.syncing, example.followUpQueued(secondSync))
      .when(ends[end](1))
      .then(
        event,
        example.closed(syncId, outcome),
        example.opened(secondSync),
        example.requested(secondSync, 'follow-up'),
      );
  });

  test('keeps the follow-up for later when the integration is disabled meanwhile', () => {
    const history = [...example.syncing, example.followUpQueued(secondSync), example.disabled()];
    const expected = [example.completed(syncId), example.closed(syncId, 'COMPLETED')];
    given(...history)
      .when(ends.complete(1))
      .then(...expected);
    expect(statesAfter([...history, ...expected]).integration?.followUpSyncId).toBe(secondSync);
  });

  test('does nothing when the same attempt reports the same end again', () => {
    given(...example.idle)
      .when(ends.complete(1))
      .thenNothing();
    given(...example.syncing, example.failed(syncId), example.closed(syncId, 'FAILED'))
      .when(ends.fail(1))
      .thenNothing();
    given(...example.givenUp)
      .when(ends.deadLetter(1))
      .thenNothing();
  });

  test('refuses a second, other end', () => {
    for (const end of [ends.fail, ends.deadLetter]) {
      given(...example.idle)
        .when(end(1))
        .thenRefused(SyncAlreadyFinished);
    }
    given(...example.givenUp)
      .when(ends.complete(1))
      .thenRefused(SyncAlreadyFinished);
    given(...example.givenUp)
      .when(ends.fail(1))
      .thenRefused(SyncAlreadyFinished);
  });

  test('refuses an attempt that was taken over, and completion by one that never started', () => {
    for (const end of Object.values(ends)) {
      given(...secondAttempt)
        .when(end(1))
        .thenRefused(SyncAttemptSuperseded);
    }
    given(...example.justRegistered)
      .when(ends.complete(1))
      .thenRefused(SyncNotStarted);
    given(...example.syncing)
      .when(ends.complete(2))
      .thenRefused(SyncNotStarted, { attempt: 2 });
  });

  test('lets an attempt that died before it started the sync give it up', () => {
    given(...example.syncing)
      .when(ends.deadLetter(5))
      .then(example.deadLettered(syncId, 5), example.closed(syncId, 'FAILED'));
  });
});

describe('requeueing', () => {
  const requeue = (all: States) => requeueSync(states(all), { syncId, at });

  test('gives a dead letter a fresh set of attempts and opens it again', () => {
    const expected = [example.requeued(syncId), example.opened(syncId)];
    given(...example.givenUp)
      .when(requeue)
      .then(...expected);
    const after = statesAfter([...example.givenUp, ...expected]);
    expect(after.integration?.activeSyncId).toBe(syncId);
    expect(after.syncOf(syncId)).toMatchObject({ status: 'STARTED', attempt: 0, deadLettered: false });
  });

  test('refuses what is not a dead letter', () => {
    given(...example.syncing)
      .when(requeue)
      .thenRefused(SyncNotDeadLettered, { status: 'PROCESSING' });
    given(...example.idle)
      .when(requeue)
      .thenRefused(SyncNotDeadLettered, { status: 'COMPLETED' });
    given(...example.givenUp, example.requeued(syncId), example.opened(syncId))
      .when(requeue)
      .thenRefused(SyncNotDeadLettered, { status: 'STARTED' });
    given(...example.syncing, example.followUpQueued(secondSync))
      .when(({ integration, syncOf }) =>
        requeueSync({ integration, sync: syncOf(secondSync) }, { syncId: secondSync, at }),
      )
      .thenRefused(SyncNotDeadLettered, { status: 'STARTED' });
    given(example.registered()).when(requeue).thenRefused(SyncNotFound);
  });

  test('refuses while another sync is open, or the integration is disabled or deleted', () => {
    given(...example.givenUp, example.opened(secondSync), example.requested(secondSync, 'request'))
      .when(requeue)
      .thenRefused(SyncAlreadyRunning, { integrationId: shop, syncId: secondSync });
    given(...example.givenUp, example.disabled())
      .when(requeue)
      .thenRefused(IntegrationIsDisabled);
    given(...example.givenUp, example.deleted())
      .when(requeue)
      .thenRefused(IntegrationNotFound);
  });
});

describe('reporting on activities', () => {
  const of = (activity: SyncActivity, attempt = 1) => ({ syncId, attempt, activity, at });
  const ids = { integration_id: shop, sync_id: syncId, activity: 'columns' } as const;
  const running = [...example.syncing, example.activityStarted('columns')];
  const failed = SyncActivityFailed.create({ ...ids, attempt: 1, error, retry_at: at, failed_at: at });
  const completed = SyncActivityCompleted.create({ ...ids, attempt: 1, items: 7, completed_at: at });
  const reports = {
    start: ({ syncOf }: States) => startActivity(syncOf(syncId), of('columns')),
    complete: ({ syncOf }: States) => completeActivity(syncOf(syncId), { ...of('columns'), items: 7 }),
    fail: ({ syncOf }: States) => failActivity(syncOf(syncId), { ...of('columns'), error, retryAt: at }),
    skip: ({ syncOf }: States) =>
      skipActivity(syncOf(syncId), { ...of('columns'), scope: 'audit', reason: 'permission denied' }),
    progress: ({ syncOf }: States) =>
      progressActivity(syncOf(syncId), { ...of('columns'), done: 3, total: null }),
  };
  const { start: begin, complete, fail, skip, progress } = reports;

  test('counts the tries of each activity by itself', () => {
    given(...example.syncing)
      .when(begin)
      .then(example.activityStarted('columns', 1));
    given(...running, failed)
      .when(begin)
      .then(example.activityStarted('columns', 2));
  });

  test('completes, fails, skips and reports progress of the try in hand', () => {
    given(...running)
      .when(complete)
      .then(completed);
    given(...running)
      .when(fail)
      .then(failed);
    given(...running)
      .when(skip)
      .then(
        SyncActivitySkipped.create({ ...ids, scope: 'audit', reason: 'permission denied', skipped_at: at }),
      );
    given(...running)
      .when(progress)
      .then(SyncProgressed.create({ ...ids, done: 3, total: null, progressed_at: at }));
  });

  test('does nothing when an end is reported again', () => {
    given(...running, completed)
      .when(complete)
      .thenNothing();
    given(...running, failed)
      .when(fail)
      .thenNothing();
  });

  test('refuses to end or progress what is not running', () => {
    for (const late of [complete, fail, progress]) {
      given(...example.syncing)
        .when(late)
        .thenRefused(SyncActivityNotRunning, { activity: 'columns' });
    }
  });

  test.each(Object.entries(reports))('refuses to %s after the sync ended or was taken over', (_, late) => {
    given(...running, example.cancelled(syncId, 'requested'))
      .when(late)
      .thenRefused(SyncAlreadyFinished, { status: 'CANCELLED' });
    given(...running, example.started(syncId, 2))
      .when(late)
      .thenRefused(SyncAttemptSuperseded);
    given(...example.justRegistered)
      .when(late)
      .thenRefused(SyncNotStarted);
  });
});
