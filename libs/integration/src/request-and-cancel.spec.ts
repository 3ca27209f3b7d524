import { describe, expect, test } from '@jest/globals';
import type { SyncId } from '@cadastre/events';
import * as example from '../test/examples.ts';
import { given, statesAfter, type States } from '../test/scenario.ts';
import { cancelSync } from './commands/cancel-sync.ts';
import { deleteIntegration } from './commands/delete-integration.ts';
import { requestSync } from './commands/request-sync.ts';
import { byStream } from './decision.ts';
import { IntegrationIsDisabled, IntegrationNotFound } from './errors/integration-errors.ts';
import { SyncAlreadyFinished, SyncAlreadyRunning, SyncNotFound } from './errors/sync-errors.ts';

const { shop, firstSync, secondSync, thirdSync, at } = example;

describe('requesting a sync', () => {
  const ask =
    (syncId: SyncId, ifRunning: 'reject' | 'queue' = 'reject') =>
    ({ integration, syncOf }: States) =>
      requestSync({ integration, sync: syncOf(syncId) }, { integrationId: shop, syncId, ifRunning, at });
  const events = (...parameters: Parameters<typeof ask>) => {
    const command = ask(...parameters);
    return (states: States) => command(states).events;
  };

  test('opens it in both streams when the integration is free', () => {
    given(...example.idle)
      .when(events(secondSync))
      .then(example.opened(secondSync), example.requested(secondSync, 'request'));
  });

  test('refuses a second sync while one is open, naming that one', () => {
    for (const history of [example.justRegistered, example.syncing]) {
      given(...history)
        .when(events(secondSync))
        .thenRefused(SyncAlreadyRunning, { integrationId: shop, syncId: firstSync });
    }
  });

  test('remembers one follow-up when asked to queue', () => {
    given(...example.syncing)
      .when(events(secondSync, 'queue'))
      .then(example.followUpQueued(secondSync));
    expect(ask(secondSync, 'queue')(statesAfter(example.syncing))).toMatchObject({
      syncId: secondSync,
      isQueued: true,
    });
  });

  test('answers the follow-up that is remembered already instead of queueing another', () => {
    const history = [...example.syncing, example.followUpQueued(secondSync)];
    expect(ask(thirdSync, 'queue')(statesAfter(history))).toEqual({
      syncId: secondSync,
      isQueued: true,
      events: [],
    });
  });

  test('does nothing when the same request comes again, whatever became of the sync', () => {
    const queued = [...example.syncing, example.followUpQueued(secondSync)];
    given(...example.syncing)
      .when(events(firstSync))
      .thenNothing();
    given(...example.idle)
      .when(events(firstSync))
      .thenNothing();
    given(...queued)
      .when(events(secondSync))
      .thenNothing();
    expect(ask(firstSync)(statesAfter(example.idle))).toMatchObject({ syncId: firstSync, isQueued: false });
  });

  test('does not open an old sync again, however many came after it', () => {
    const later = [example.opened(secondSync), example.requested(secondSync, 'request')];
    given(...example.idle, ...later)
      .when(events(firstSync, 'queue'))
      .thenNothing();
    given(...example.givenUp, ...later)
      .when(events(firstSync, 'queue'))
      .thenNothing();
  });

  test('refuses while the integration is disabled, deleted or unknown', () => {
    given(...example.idle, example.disabled())
      .when(events(secondSync, 'queue'))
      .thenRefused(IntegrationIsDisabled, { integrationId: shop });
    given(...example.idle, example.deleted())
      .when(events(secondSync))
      .thenRefused(IntegrationNotFound);
    given().when(events(secondSync)).thenRefused(IntegrationNotFound);
  });
});

describe('cancelling a sync', () => {
  const cancel =
    (syncId: SyncId) =>
    ({ integration, syncOf }: States) =>
      cancelSync({ integration, sync: syncOf(syncId) }, { syncId, at });
  const requestedCancel = example.cancelled(firstSync, 'requested');

  test('ends a sync that waits or runs, and frees the integration', () => {
    for (const history of [example.justRegistered, example.syncing]) {
      given(...history)
        .when(cancel(firstSync))
        .then(requestedCancel, example.closed(firstSync, 'CANCELLED'));
    }
  });

  test('lets the follow-up take its turn', () => {
    given(...example.syncing, example.followUpQueued(secondSync))
      .when(cancel(firstSync))
      .then(
        requestedCancel,
        example.closed(firstSync, 'CANCELLED'),
        example.opened(secondSync),
        example.requested(secondSync, 'follow-up'),
      );
  });

  test('cancels a follow-up before its turn and leaves the running sync alone', () => {
    const history = [...example.syncing, example.followUpQueued(secondSync)];
    const expected = [
      example.requested(secondSync, 'follow-up'),
      example.cancelled(secondSync, 'requested'),
      example.closed(secondSync, 'CANCELLED'),
    ];
    given(...history)
      .when(cancel(secondSync))
      .then(...expected);
    expect(statesAfter([...history, ...expected]).integration).toMatchObject({
      activeSyncId: firstSync,
      followUpSyncId: null,
    });
  });

  test('does nothing the second time', () => {
    given(...example.syncing, requestedCancel, example.closed(firstSync, 'CANCELLED'))
      .when(cancel(firstSync))
      .thenNothing();
  });

  test('refuses what has ended otherwise, and what never was', () => {
    given(...example.idle)
      .when(cancel(firstSync))
      .thenRefused(SyncAlreadyFinished, { syncId: firstSync, status: 'COMPLETED' });
    given(...example.givenUp)
      .when(cancel(firstSync))
      .thenRefused(SyncAlreadyFinished, { status: 'FAILED' });
    given(...example.idle)
      .when(cancel(secondSync))
      .thenRefused(SyncNotFound, { syncId: secondSync });
  });
});

describe('deleting an integration', () => {
  const remove = ({ integration }: States) => deleteIntegration(integration, { integrationId: shop, at });

  test('takes an idle one off the register, once', () => {
    given(...example.idle)
      .when(remove)
      .then(example.deleted());
    given(...example.idle, example.deleted())
      .when(remove)
      .thenNothing();
    given().when(remove).thenRefused(IntegrationNotFound);
  });

  test('cancels the open sync and the follow-up, so that every id that was given out has an end', () => {
    const history = [...example.syncing, example.followUpQueued(secondSync)];
    const expected = [
      example.cancelled(firstSync, 'integration-deleted'),
      example.closed(firstSync, 'CANCELLED'),
      example.requested(secondSync, 'follow-up'),
      example.cancelled(secondSync, 'integration-deleted'),
      example.closed(secondSync, 'CANCELLED'),
      example.deleted(),
    ];
    given(...history)
      .when(remove)
      .then(...expected);
    expect(byStream(expected).map(({ streamId, events }) => [streamId, events.length])).toEqual([
      [`sync-${firstSync}`, 1],
      [`integration-${shop}`, 3],
      [`sync-${secondSync}`, 2],
    ]);
  });
});
