import { randomUUID } from 'node:crypto';
import {
  SyncId,
  TenantId,
  catalogStream,
  eventDefinitions,
  syncStream,
  type CommitMetadata,
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
import { distrustFingerprint } from '../fingerprints/stored-fingerprint.ts';
import { writeKnownObjects } from '../known-objects/write-known-objects.ts';
import type { WrittenPage } from '../known-objects/written-page.ts';
import type { FencedWrite } from './fenced-write.ts';

export type JournalPlatform = Pick<Platform, 'pool' | 'eventStore' | 'jobs' | 'bells'>;

/** A page of catalog events of one integration, with what known objects need beside them. */
export type CatalogPage = Pick<WrittenPage, 'integrationId' | 'events'> &
  Partial<Pick<WrittenPage, 'bases' | 'rehashed'>>;

const noteMs = 200;
const asksForWork = new Set(['SyncRequested', 'SyncRequeued']);

/**
 * The one pen of one claim: whatever a sync writes goes through it, in a transaction that first checks the fence.
 * Writes are queued, so the parts of a sync that overlap need not know of each other.
 */
export class SyncJournal {
  private tail: Promise<unknown> = Promise.resolve();
  private commits = 0;
  private noted: Decision[number][] = [];
  private timer: NodeJS.Timeout | undefined;
  /** Two journals of one claim (an attempt and its dead letter) must not take each other's commands for their own. */
  private readonly name = randomUUID();

  private sync: Sync;
  /** Of the sync's stream, as far as this journal has read and written it. */
  private version: number;
  /** What requested or requeued the sync. */
  private readonly asked: RecordedEvent | undefined;

  private constructor(
    private readonly platform: JournalPlatform,
    private readonly claim: ClaimedJob,
    events: readonly RecordedEvent[],
  ) {
    this.sync = foldSync(events);
    this.version = events.at(-1)?.version ?? 0;
    this.asked = askedIn(events);
  }

  static async open(platform: JournalPlatform, claim: ClaimedJob): Promise<SyncJournal> {
    const events = await platform.eventStore.readStream(syncStream(SyncId.parse(claim.jobId)), {
      tenantId: claim.tenantId,
    });
    return new SyncJournal(platform, claim, events);
  }

  /** Of who requested or requeued the sync: all that it does belongs to that. */
  get correlationId(): string {
    return this.asked?.metadata.correlationId ?? this.claim.jobId;
  }

  /** When that was; null for a sync that nobody asked for. */
  get requestedAt(): string | null {
    return this.asked?.metadata.recordedAt ?? null;
  }

  /** The commit that asked: what the catalog stream got after it, it got from this sync. */
  get requestedIn(): string {
    return this.asked?.commitId ?? '0';
  }

  get state(): Sync {
    return this.sync;
  }

  /**
   * Says what may wait a moment: it is written, in order, with the next commit or by itself within 200 ms. Steps that
   * begin and end within milliseconds so share one commit.
   */
  note(decide: (sync: Sync) => Decision): void {
    const decision = decide(this.sync);
    this.fold(decision);
    this.noted.push(...decision);
    if (this.noted.length === 0 || this.timer !== undefined) return;
    // An error here comes back with the next write, which the same cause will stop.
    this.timer = setTimeout(() => void this.flush().catch(() => undefined), noteMs);
    this.timer.unref();
  }

  /** Writes what was noted. */
  flush(): Promise<void> {
    return this.record(() => []);
  }

  /**
   * Decides on the present state of the sync and writes what follows, behind what was noted and together with a page
   * of catalog events.
   */
  record(decide: (sync: Sync) => Decision, page?: CatalogPage): Promise<void> {
    return this.queued(async () => {
      const decision = decide(this.sync);
      this.fold(decision);
      const own = [...this.noted, ...decision];
      this.noted = [];
      clearTimeout(this.timer);
      this.timer = undefined;
      try {
        await this.writePage(own, page);
      } catch (error) {
        this.noted = [...own, ...this.noted];
        throw error;
      }
      this.version += own.length;
    });
  }

  private async writePage(own: Decision, page: CatalogPage | undefined): Promise<void> {
    const { events = [], bases = [], rehashed = [] } = page ?? {};
    const streams: StreamAppend[] = byStream(own).map((stream) => ({
      ...stream,
      expectedVersion: this.version,
    }));
    if (page !== undefined && events.length > 0) {
      streams.push({ streamId: catalogStream(page.integrationId), expectedVersion: 'any', events });
    }
    if (streams.length === 0 && rehashed.length === 0) return;
    await this.write(streams, async (tx, commitId) => {
      if (page === undefined) return;
      const catalog = { tenantId: TenantId.parse(this.claim.tenantId), integrationId: page.integrationId };
      if (events.some(({ type }) => type !== 'StatisticsObserved')) await distrustFingerprint(tx, catalog);
      await writeKnownObjects(tx, {
        ...catalog,
        commitId,
        // Ordinals count through the whole commit: the sync's own events stand first.
        firstOrdinal: own.length,
        events,
        bases,
        rehashed,
      });
    });
  }

  /**
   * Writes a decision over several streams and settles the job, in one transaction. Flush first: the versions must be
   * those of the log.
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
      this.version += this.fold(decision);
    });
  }

  /** Writes what is no event, such as what this attempt keeps for itself. */
  readonly fenced: FencedWrite = (write) => this.queued(() => this.inFence(write));

  /** Version of the sync's stream that the state was folded from. */
  get streamVersion(): number {
    return this.version;
  }

  /** @returns how many of the events are of this sync's stream */
  private fold(decision: Decision): number {
    const own = decision.filter((event): event is SyncEvent & typeof event => isOwn(event, this.claim.jobId));
    this.sync = own.reduce<Sync>((sync, event) => syncFold.evolve(sync, event), this.sync);
    return own.length;
  }

  private async write(
    streams: readonly StreamAppend[],
    more: (tx: Queryable, commitId: string) => Promise<void>,
  ): Promise<void> {
    const { eventStore, bells } = this.platform;
    this.commits += 1;
    const request: AppendRequest = { streams, metadata: this.metadata() };
    await this.inFence(async (tx) => {
      if (streams.length === 0) return more(tx, '');
      const { commitId } = await eventStore.appendIn(tx, request);
      return more(tx, commitId);
    });
    bells.ring(channels.appended);
  }

  private inFence(work: (tx: Queryable) => Promise<void>): Promise<void> {
    const { pool, jobs } = this.platform;
    return inTransaction(pool, async (tx) => {
      await jobs.guard(tx, this.claim);
      return work(tx);
    });
  }

  private metadata(): CommitMetadata {
    const { tenantId, jobId, fence, owner } = this.claim;
    return {
      tenantId,
      actor: `worker:${owner}`,
      commandId: `sync:${jobId}:${fence}:${this.name}:${this.commits}`,
      correlationId: this.correlationId,
      causationId: this.asked?.eventId ?? null,
    };
  }

  private queued<T>(work: () => Promise<T>): Promise<T> {
    const result = this.tail.then(work);
    this.tail = result.catch(() => undefined);
    return result;
  }
}

const askedIn = (events: readonly RecordedEvent[]): RecordedEvent | undefined =>
  events.findLast(({ type }) => asksForWork.has(type));

const foldSync = (events: readonly RecordedEvent[]): Sync =>
  events.reduce<Sync>(
    (sync, event) => syncFold.evolve(sync, event as unknown as SyncEvent),
    syncFold.initialState,
  );

const isOwn = (event: Decision[number], syncId: string): event is SyncEvent =>
  eventDefinitions[event.type].category === 'sync' && (event.data as { sync_id?: string }).sync_id === syncId;

/** The sync of a claim: the doorbell put the job because this was requested. */
export const requireSync = (sync: Sync, syncId: string): RequestedSync => {
  if (sync === null) throw new Error(`Sync ${syncId} has a job but no stream`);
  return sync;
};
