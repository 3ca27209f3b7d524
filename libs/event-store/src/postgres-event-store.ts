import type pg from 'pg';
import type { RecordedEvent } from '@cadastre/events';
import { toUnavailable, type Queryable } from '@cadastre/postgres';
import { crashPoint } from '@cadastre/service-runtime';
import { assertWellFormed, resultOf } from './append/append-result.ts';
import { Appender, appendSettled } from './append/appender.ts';
import { tracedAppend } from './append/trace-append.ts';
import {
  EventStore,
  type AppendRequest,
  type AppendResult,
  type LogPage,
  type StoredLogPage,
  type StreamSnapshot,
  type StreamToFold,
} from './event-store.ts';
import { findCommit } from './read/find-commit.ts';
import { headPosition, latestCommitId, positionOfCommit } from './read/positions.ts';
import { readEvents } from './read/read-events.ts';
import { readLog, readStoredLog } from './read/read-log.ts';
import { readStream } from './read/read-stream.ts';
import { SharedReads } from './read/shared-reads.ts';
import { saveSnapshot } from './read/snapshots.ts';

export type PostgresEventStoreOptions = {
  readonly pool: pg.Pool;
  /** Rings the sequencer's bell; called after each `append`, not after `appendIn`, whose commit is the caller's. */
  readonly onAppended?: () => void;
};

export class PostgresEventStore extends EventStore {
  private readonly pool: pg.Pool;
  private readonly appender: Appender;
  private readonly reads: SharedReads;
  private readonly onAppended: () => void;

  constructor({ pool, onAppended = () => undefined }: PostgresEventStoreOptions) {
    super();
    this.pool = pool;
    this.appender = new Appender(pool);
    this.reads = new SharedReads(pool);
    this.onAppended = onAppended;
  }

  override append(request: AppendRequest): Promise<AppendResult> {
    return guarded(async () => {
      assertWellFormed(request);
      crashPoint('append.before-commit');
      const result = await tracedAppend(request, () =>
        this.appender.append(request).then((outcome) => resultOf(this.pool, request, outcome)),
      );
      crashPoint('append.after-commit');
      this.onAppended();
      return result;
    });
  }

  override appendIn(tx: Queryable, request: AppendRequest): Promise<AppendResult> {
    return guarded(async () => {
      assertWellFormed(request);
      const result = await tracedAppend(request, async () =>
        resultOf(tx, request, await appendSettled(tx, request)),
      );
      crashPoint('append.before-commit');
      return result;
    });
  }

  override findCommit(command: { tenantId: string; commandId: string }): Promise<AppendResult | null> {
    return guarded(() => findCommit(this.pool, command));
  }

  override readStream(
    streamId: string,
    options: { tenantId: string; afterVersion?: number; limit?: number },
  ): Promise<RecordedEvent[]> {
    const { tenantId, afterVersion = 0, limit } = options;
    return guarded(async () =>
      limit === undefined
        ? [...(await this.reads.read({ streamId, tenantId, afterVersion, fold: null })).events]
        : readStream(this.pool, streamId, options),
    );
  }

  override readLog(options: {
    afterPosition: number;
    limit: number;
    types?: readonly string[];
    tenantId?: string;
    maxBytes?: number;
  }): Promise<LogPage> {
    return guarded(() => readLog(this.pool, options));
  }

  override readStoredLog(options: {
    afterPosition: number;
    limit: number;
    maxBytes?: number;
  }): Promise<StoredLogPage> {
    return guarded(() => readStoredLog(this.pool, options));
  }

  override readEvents(refs: readonly { commitId: string; ordinal: number }[]): Promise<RecordedEvent[]> {
    return guarded(() => readEvents(this.pool, refs));
  }

  override headPosition(): Promise<number> {
    return guarded(() => headPosition(this.pool));
  }

  override latestCommitId(): Promise<string | null> {
    return guarded(() => latestCommitId(this.pool));
  }

  override positionOfCommit(commitId: string): Promise<number | null> {
    return guarded(() => positionOfCommit(this.pool, commitId));
  }

  override readToFold(
    streamId: string,
    options: { tenantId: string; fold: string | null },
  ): Promise<StreamToFold> {
    return guarded(() => this.reads.read({ streamId, ...options, afterVersion: 0 }));
  }

  override saveSnapshot(
    streamId: string,
    snapshot: StreamSnapshot & { tenantId: string; fold: string },
  ): Promise<void> {
    return guarded(() => saveSnapshot(this.pool, streamId, snapshot));
  }
}

const guarded = <T>(work: () => Promise<T>): Promise<T> =>
  work().catch((error: unknown) => {
    throw toUnavailable(error);
  });
