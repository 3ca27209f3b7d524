import { v7 } from 'uuid';
import { decideAndAppend } from '@cadastre/event-store';
import {
  IntegrationId,
  ObjectDiscovered,
  SyncId,
  catalogStream,
  integrationStream,
  syncStream,
  type CatalogObject,
  type SkippedScope,
} from '@cadastre/events';
import {
  byStream,
  completeSync,
  deadLetterSync,
  integrationFold,
  progressActivity,
  startActivity,
  startSync,
  syncFold,
  type Decision,
  type SyncCommandStates,
} from '@cadastre/integration';
import type { OpenPlatform } from '@cadastre/platform';

const at = (): string => new Date().toISOString();
const footprint = { queries: 12, rows: 34, bytes: 56, duration_ms: 7, longest_transaction_ms: 5 };

/** Does what a worker does to one sync, one step at a time, with no target to read. */
export class SyncDriver {
  readonly integrationId: IntegrationId;
  readonly syncId: SyncId;

  constructor(
    private readonly platform: OpenPlatform,
    ids: { integration_id: string; sync_id: string },
    private readonly tenantId = 'default',
  ) {
    this.integrationId = IntegrationId.parse(ids.integration_id);
    this.syncId = SyncId.parse(ids.sync_id);
  }

  start(attempt = 1): Promise<unknown> {
    const { syncId } = this;
    return this.decide(({ sync }) => startSync(sync, { syncId, attempt, worker: 'worker:test', at: at() }));
  }

  startActivity(): Promise<unknown> {
    return this.decide(({ sync }) => startActivity(sync, this.report()));
  }

  progress(done: number, total: number): Promise<unknown> {
    return this.decide(({ sync }) => progressActivity(sync, { ...this.report(), done, total }));
  }

  complete({ skipped = [] }: { skipped?: readonly SkippedScope[] } = {}): Promise<unknown> {
    const { syncId } = this;
    const counts = { table: { seen: 1, added: 1, changed: 0, dropped: 0, skipped: 0 } };
    return this.decide((states) =>
      completeSync(states, { syncId, attempt: 1, counts, skipped, footprint, at: at() }),
    );
  }

  deadLetter(): Promise<unknown> {
    const { syncId } = this;
    const error = { code: 'target-unreachable', detail: 'Nothing answers.', hint: null };
    return this.decide((states) => deadLetterSync(states, { syncId, attempt: 1, error, at: at() }));
  }

  discover(objects: readonly CatalogObject[]): Promise<unknown> {
    const ids = { integration_id: this.integrationId, sync_id: this.syncId };
    return this.platform.eventStore.append({
      metadata: this.metadata(),
      streams: [
        {
          streamId: catalogStream(this.integrationId),
          expectedVersion: 'any',
          events: objects.map((object) =>
            ObjectDiscovered.create({ ...ids, object, hash: 'a'.repeat(64), observed_at: at() }),
          ),
        },
      ],
    });
  }

  private report() {
    return { syncId: this.syncId, attempt: 1, activity: 'relations', at: at() } as const;
  }

  private decide(decide: (states: SyncCommandStates) => Decision): Promise<unknown> {
    return decideAndAppend(this.platform.eventStore, {
      metadata: this.metadata(),
      read: {
        integration: { streamId: integrationStream(this.integrationId), fold: integrationFold },
        sync: { streamId: syncStream(this.syncId), fold: syncFold },
      },
      decide: (states) => byStream(decide(states)),
    });
  }

  private metadata() {
    return {
      tenantId: this.tenantId,
      actor: 'worker:test',
      commandId: v7(),
      correlationId: v7(),
      causationId: null,
    };
  }
}
