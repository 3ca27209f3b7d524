import type { CommitMetadata, NewEvent, RecordedEvent, StoredEvent } from '@cadastre/events';
import type { Queryable } from '@cadastre/postgres';

export type StreamAppend = {
  readonly streamId: string;
  /** The version the writer read (0: the stream must not exist); `any` skips the check. */
  readonly expectedVersion: number | 'any';
  /** In order. None: the version is checked, nothing is written to this stream. */
  readonly events: readonly NewEvent[];
};

/** Everything in it is written, or nothing. No stream may be named twice, and there is at least one event. */
export type AppendRequest = {
  readonly streams: readonly StreamAppend[];
  readonly metadata: CommitMetadata;
  /**
   * Called right before an append of its own transaction is sent, and before each further attempt: it may have waited behind others. What it
   * throws the append rejects with, and nothing is written. Has to be quick; others are waiting.
   */
  readonly lastLook?: (() => void) | undefined;
};

export type AppendResult = {
  readonly commitId: string;
  /** Of each stream that the commit wrote to: its version after it. */
  readonly versions: ReadonlyMap<string, number>;
  /** The command had been carried out before; this is its first result, and nothing was written now. */
  readonly isDuplicate: boolean;
};

export type LogPage = {
  readonly events: RecordedEvent[];
  /** Everything up to here was looked at: read on after it. The same as `afterPosition` when there is nothing new. */
  readonly nextPosition: number;
  /** The last position of the log when it was read. */
  readonly headPosition: number;
};

export type StoredLogPage = {
  readonly events: StoredEvent[];
  /** As in `LogPage`. */
  readonly nextPosition: number;
  /** As in `LogPage`. */
  readonly headPosition: number;
};

export type StreamSnapshot = { readonly version: number; readonly state: unknown };

export type StreamToFold = {
  /** The newest folded state saved under the name asked for, or null. */
  readonly snapshot: StreamSnapshot | null;
  /** What came after it, in order; without a snapshot the whole stream. */
  readonly events: readonly RecordedEvent[];
};

/**
 * The truth: streams of events, and one log over all of them.
 *
 * An append that resolved is durable. One that rejected with `Unavailable` may have been written or not: the same
 * request with the same `commandId` gives the first result if it was.
 * All methods reject with `Unavailable` while the database is away.
 */
export abstract class EventStore {
  /**
   * Appends in a transaction of its own, which it may share with other callers' appends; their failures are not its own.
   * @throws StreamVersionConflict, StreamOfAnotherTenant, Unavailable
   */
  abstract append(request: AppendRequest): Promise<AppendResult>;

  /**
   * Appends inside the caller's transaction; waits for other writers of the same streams. Nothing is written when it
   * throws, and after a conflict the transaction can go on. Who commits rings the sequencer's bell.
   * @throws StreamVersionConflict, StreamOfAnotherTenant, Unavailable
   */
  abstract appendIn(tx: Queryable, request: AppendRequest): Promise<AppendResult>;

  /** The first result of a command, or null if it was never carried out. */
  abstract findCommit(command: { tenantId: string; commandId: string }): Promise<AppendResult | null>;

  /** The events of a stream in order, after a version; none for a stream that does not exist or is another tenant's. */
  abstract readStream(
    streamId: string,
    options: { tenantId: string; afterVersion?: number; limit?: number },
  ): Promise<RecordedEvent[]>;

  /**
   * The log in the order of positions, over all tenants or of one. At most `limit` events, and about `maxBytes` of payload
   * (one event at the least). With `types` or `tenantId`, others are left out and a page may be empty although there is more:
   * `nextPosition` moves on.
   */
  abstract readLog(options: {
    afterPosition: number;
    limit: number;
    types?: readonly string[];
    tenantId?: string;
    maxBytes?: number;
  }): Promise<LogPage>;

  /** The log as it is stored, for those who carry it on: nothing is parsed or lifted. */
  abstract readStoredLog(options: {
    afterPosition: number;
    limit: number;
    maxBytes?: number;
  }): Promise<StoredLogPage>;

  /** The events named, in the order named; those that do not exist are left out. */
  abstract readEvents(refs: readonly { commitId: string; ordinal: number }[]): Promise<RecordedEvent[]>;

  /** The last position given; 0 for an empty log. */
  abstract headPosition(): Promise<number>;

  /** The newest commit, sequenced or not. */
  abstract latestCommitId(): Promise<string | null>;

  /** The last position of a commit; null while it has none, or does not exist. */
  abstract positionOfCommit(commitId: string): Promise<number | null>;

  /** What the present state of a stream is folded from, of one moment; `fold` names the snapshots to use, null means none. */
  abstract readToFold(
    streamId: string,
    options: { tenantId: string; fold: string | null },
  ): Promise<StreamToFold>;

  /** Keeps a folded state; an older version never replaces a newer one. */
  abstract saveSnapshot(
    streamId: string,
    snapshot: StreamSnapshot & { tenantId: string; fold: string },
  ): Promise<void>;
}
