import { randomUUID } from 'node:crypto';
import {
  SyncId,
  TenantId,
  catalogStream,
  syncStream,
  type CommitMetadata,
  type IntegrationId,
  type RecordedEvent,
} from '@cadastre/events';
import type { AppendRequest, StreamAppend } from '@cadastre/event-store';
import {
  byStream,
  syncFold,
  type Decision,
  type RequestedSync,
  type Sync,
  type SyncEvent,
} from '@cadastre/integration';
import type { ClaimedJob } from '@cadastre/leased-jobs';
import { channels, type Platform } from '@cadastre/platform';
import { inTransaction, type Queryable } from '@cadastre/postgres';
import { writeKnownObjects, type CatalogEvent } from '../known-objects/write-known-objects.ts';

export type JournalPlatform = Pick<Platform, 'pool' | 'eventStore' | 'jobs' | 'bells'>;

/**
 * The one pen of one claim: whatever a sync writes goes through it, in a transaction that first checks the fence.
 * Writes are queued, so the parts of a sync that overlap need not know of each other.
 */
export class SyncJournal {
  private tail: Promise<unknown> = Promise.resolve();
  private commits = 0;
  /** Two journals of one claim (an attempt and its dead letter) must not take each other's commands for their own. */
  private readonly name = randomUUID();

  private constructor(
    private readonly platform: JournalPlatform,
    private readonly claim: ClaimedJob,
    private sync: Sync,
    private version: number,
  ) {}

  static async open(platform: JournalPlatform, claim: ClaimedJob): Promise<SyncJournal> {
    const events = await platform.eventStore.readStream(syncStream(SyncId.parse(claim.jobId)), {
      tenantId: claim.tenantId,
    });
    return new SyncJournal(platform, claim, foldSync(events), events.at(-1)?.version ?? 0);
  }

  get state(): Sync {
    return this.sync;
  }

  /** Decides on the present state of the sync and writes what follows, together with a page of catalog events. */
  record(
    decide: (sync: Sync) => Decision,
    page?: { integrationId: IntegrationId; events: readonly CatalogEvent[] },
  ): Promise<void> {
    return this.queued(async () => {
      const decision = decide(this.sync);
      const own = byStream(decision).map(({ streamId, events }) => ({
        streamId,
        events,
        expectedVersion: this.version,
      }));
      const catalog: StreamAppend[] =
        page === undefined || page.events.length === 0
          ? []
          : [{ streamId: catalogStream(page.integrationId), expectedVersion: 'any', events: page.events }];
      if (own.length + catalog.length === 0) return;
      await this.write([...own, ...catalog], async (tx, commitId) => {
        if (page === undefined || page.events.length === 0) return;
        // Ordinals count through the whole commit: the sync's own events stand first.
        const firstOrdinal = decision.length;
        await writeKnownObjects(tx, {
          tenantId: TenantId.parse(this.claim.tenantId),
          integrationId: page.integrationId,
          commitId,
          firstOrdinal,
          events: page.events,
        });
      });
      this.adopt(decision);
    });
  }

  /**
   * Writes a decision over several streams and settles the job, in one transaction.
   *
   * @param streams the appends, with the versions that the decision was made on
   */
  settle(
    decision: Decision,
    streams: readonly StreamAppend[],
    settleJob: (tx: Queryable) => Promise<void>,
  ): Promise<void> {
    return this.queued(async () => {
      await this.write(streams, settleJob);
      this.adopt(decision);
    });
  }

  /** Version of the sync's stream that the state was folded from. */
  get streamVersion(): number {
    return this.version;
  }

  private adopt(decision: Decision): void {
    const own = decision.filter((event): event is SyncEvent & typeof event => isOwn(event, this.claim.jobId));
    this.sync = own.reduce<Sync>((sync, event) => syncFold.evolve(sync, event), this.sync);
    this.version += own.length;
  }

  private async write(
    streams: readonly StreamAppend[],
    more: (tx: Queryable, commitId: string) => Promise<void>,
  ): Promise<void> {
    const { pool, eventStore, jobs, bells } = this.platform;
    this.commits += 1;
    const request: AppendRequest = { streams, metadata: this.metadata() };
    await inTransaction(pool, async (tx) => {
      await jobs.guard(tx, this.claim);
      if (streams.length === 0) return more(tx, '');
      const { commitId } = await eventStore.appendIn(tx, request);
      return more(tx, commitId);
    });
    bells.ring(channels.appended);
  }

  private metadata(): CommitMetadata {
    const { tenantId, jobId, fence, owner } = this.claim;
    return {
      tenantId,
      actor: `worker:${owner}`,
      commandId: `sync:${jobId}:${fence}:${this.name}:${this.commits}`,
      correlationId: jobId,
      causationId: null,
    };
  }

  private queued<T>(work: () => Promise<T>): Promise<T> {
    const result = this.tail.then(work);
    this.tail = result.catch(() => undefined);
    return result;
  }
}

const foldSync = (events: readonly RecordedEvent[]): Sync =>
  events.reduce<Sync>(
    (sync, event) => syncFold.evolve(sync, event as unknown as SyncEvent),
    syncFold.initialState,
  );

const isOwn = (event: Decision[number], syncId: string): event is SyncEvent =>
  event.type.startsWith('Sync') &&
  !['SyncOpened', 'SyncClosed'].includes(event.type) &&
  (event.data as { sync_id?: string }).sync_id === syncId;

/** The sync of a claim: the doorbell put the job because this was requested. */
export const requireSync = (sync: Sync, syncId: string): RequestedSync => {
  if (sync === null) throw new Error(`Sync ${syncId} has a job but no stream`);
  return sync;
};
