import type { NewEvent } from './define-event.ts';

/** Who did something, on whose behalf, and as part of what. Once per commit. */
export type CommitMetadata = {
  readonly tenantId: string;
  /** `user:…`, `api-key:…`, `worker:…`, `system`. */
  readonly actor: string;
  /** The command this commit carries out; the same id again returns the first result. */
  readonly commandId: string;
  /** The request this belongs to. */
  readonly correlationId: string;
  /** The message that caused this one: a command id or `<commitId>-<ordinal>`; null for a person's request. */
  readonly causationId: string | null;
};

/** An event as a consumer sees it: numbered, upcast to the present schema version. */
export type RecordedEvent<Type extends string = string, Data = unknown> = {
  /** `<commitId>-<ordinal>`: unique for ever, also the CloudEvents id. */
  readonly eventId: string;
  /** Decimal; the atomic append that this event was part of. */
  readonly commitId: string;
  /** Place inside the commit, from 0. */
  readonly ordinal: number;
  readonly streamId: string;
  /** Place inside the stream, from 1. */
  readonly version: number;
  /** Dense place in the whole log, from 1; null until the sequencer has been there (stream reads only). */
  readonly position: number | null;
  readonly type: Type;
  readonly schemaVersion: number;
  readonly data: Data;
  readonly metadata: CommitMetadata & { readonly recordedAt: string };
};

/** An event that came through the log: it has its place. Narrowed, `type` and `data` belong together. */
export type LoggedEvent<Event extends NewEvent = NewEvent> =
  Event extends NewEvent<infer Type, infer Data>
    ? RecordedEvent<Type, Data> & { readonly position: number }
    : never;

/**
 * An event that this release knows by name, in a schema version that it does not read: `data` is as it was stored, and
 * only what never changes (ids) may be taken from it.
 */
export type UnreadableEvent = LoggedEvent & {
  /** Why, in words that hold no event data. */
  readonly reason: string;
};

/** An event as the log stores it: `data` is the JSON text that the digest covers, in the version it was written in. */
export type StoredEvent = RecordedEvent<string, string> & { readonly position: number };
