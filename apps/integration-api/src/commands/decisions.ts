import { Injectable } from '@nestjs/common';
import {
  decideAndAppend,
  type AppendRequest,
  type AppendResult,
  type Decision as StoreDecision,
} from '@cadastre/event-store';
import { syncStream, type CommitMetadata, type IntegrationId, type SyncId } from '@cadastre/events';
import {
  byStream,
  integrationToRead,
  syncFold,
  type Decision,
  type Integration,
  type SyncCommandStates,
} from '@cadastre/integration';
import { channels } from '@cadastre/platform';
import { inTransaction, type Queryable } from '@cadastre/postgres';
import { ApiPlatform } from '../api-platform.ts';
import { cancellationLook, throwIfCancelled, throwIfCancelledSince } from '../cancellation.ts';

/** Rows that are written in the same transaction as the events. */
export type Beside = (tx: Queryable, events: Decision) => Promise<void>;

type Carrying<States> = {
  readonly metadata: CommitMetadata;
  readonly decide: (states: States) => Decision;
  /** The end of jobs: a worker locks its job before it appends, and two orders would be a deadlock. */
  readonly before?: Beside;
  /** Other rows: whoever comes second to the streams never gets as far as these. */
  readonly after?: Beside;
};

/**
 * Carries decisions of the domain out, and tells whoever waits for new events. Of a command that is cancelled nothing is
 * written, or all of it.
 */
@Injectable()
export class Decisions {
  constructor(private readonly platform: ApiPlatform) {}

  /** @returns the commit; null where there was nothing to do */
  onIntegration(integrationId: IntegrationId, carrying: Carrying<Integration>): Promise<string | null> {
    const integration = integrationToRead(integrationId);
    return this.carryOut(carrying, [integration.streamId], (hooks) =>
      decideAndAppend(this.platform.eventStore, {
        metadata: carrying.metadata,
        read: { integration },
        decide: ({ integration: state }) => hooks.decided(carrying.decide(state)),
        append: hooks.append,
      }),
    );
  }

  /**
   * @param ids `isNewSync`: the command has just made the sync's id, so that there is nothing to read under it
   * @returns the commit; null where there was nothing to do
   */
  onSync(
    ids: { integrationId: IntegrationId; syncId: SyncId; isNewSync?: boolean },
    carrying: Carrying<SyncCommandStates>,
  ): Promise<string | null> {
    const integration = integrationToRead(ids.integrationId);
    const sync = { streamId: syncStream(ids.syncId), fold: syncFold, isNew: ids.isNewSync ?? false };
    return this.carryOut(carrying, [integration.streamId, sync.streamId], (hooks) =>
      decideAndAppend(this.platform.eventStore, {
        metadata: carrying.metadata,
        read: { integration, sync },
        decide: (states) => hooks.decided(carrying.decide(states)),
        append: hooks.append,
      }),
    );
  }

  /**
   * For the end of a sync that a worker may be writing to: `lock` takes the job's row first, in the same transaction,
   * so that the states decided on stand still. Decided before, a busy sync would move away each time.
   *
   * @returns the commit; null where there was nothing to do
   */
  async onHeldSync(
    { integrationId, syncId }: { integrationId: IntegrationId; syncId: SyncId },
    carrying: Pick<Carrying<SyncCommandStates>, 'metadata' | 'decide'> & {
      lock: (tx: Queryable) => Promise<void>;
    },
  ): Promise<string | null> {
    const { pool, eventStore, bells } = this.platform;
    const integration = integrationToRead(integrationId);
    const sync = { streamId: syncStream(syncId), fold: syncFold };
    const startedAt = performance.now();
    const result = await inTransaction(pool, async (tx) => {
      await carrying.lock(tx);
      return decideAndAppend(eventStore, {
        metadata: carrying.metadata,
        read: { integration, sync },
        decide: (states) => toStore(carrying.decide(states), [integration.streamId, sync.streamId]),
        append: async (request) => {
          const appended = await eventStore.appendIn(tx, request);
          await throwIfCancelledSince(startedAt);
          return appended;
        },
      });
    });
    if (result !== null) bells.ring(channels.appended);
    return result?.commitId ?? null;
  }

  private async carryOut(
    { before, after }: Pick<Carrying<never>, 'before' | 'after'>,
    readStreams: readonly string[],
    run: (hooks: {
      decided: (events: Decision) => StoreDecision;
      append: (request: AppendRequest) => Promise<AppendResult>;
    }) => Promise<AppendResult | null>,
  ): Promise<string | null> {
    let events: Decision = [];
    const isAlone = before === undefined && after === undefined;
    const result = await run({
      decided: (decision) => {
        events = decision;
        return toStore(decision, readStreams);
      },
      append: (request) => {
        throwIfCancelled();
        if (isAlone) return this.platform.eventStore.append({ ...request, lastLook: cancellationLook() });
        return this.appendBeside(request, {
          before: async (tx) => before?.(tx, events),
          after: async (tx) => after?.(tx, events),
        });
      },
    });
    if (result !== null) this.platform.bells.ring(channels.appended);
    return result?.commitId ?? null;
  }

  /** A command that was carried out before wrote its rows then; ending a job twice changes nothing. */
  private appendBeside(
    request: AppendRequest,
    rows: { before: (tx: Queryable) => Promise<void>; after: (tx: Queryable) => Promise<void> },
  ): Promise<AppendResult> {
    const { pool, eventStore } = this.platform;
    const startedAt = performance.now();
    return inTransaction(pool, async (tx) => {
      await rows.before(tx);
      const result = await eventStore.appendIn(tx, request);
      if (!result.isDuplicate) await rows.after(tx);
      // Nobody waits any more and nobody would be told: all of it is taken back.
      await throwIfCancelledSince(startedAt);
      return result;
    });
  }
}

/**
 * A sync stream that was not read is either begun here, and then it must be new, or ended here; its end always
 * comes with an event in the integration's stream, whose version is checked.
 */
const toStore = (decision: Decision, readStreams: readonly string[]): StoreDecision =>
  byStream(decision).map(({ streamId, events }) =>
    readStreams.includes(streamId) || events[0]?.type === 'SyncRequested'
      ? { streamId, events }
      : { streamId, events, expectedVersion: 'any' },
  );
