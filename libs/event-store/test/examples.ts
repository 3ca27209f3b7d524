import { randomUUID } from 'node:crypto';
import { SyncProgressed, type CommitMetadata } from '@cadastre/events';
import { aSyncId, anIntegrationId, fixedTime, metadata } from '@cadastre/testing';
import type { AppendRequest } from '../src/event-store.ts';

/** An event that carries a number, to tell one from another. */
export const progressed = (done: number): SyncProgressed =>
  SyncProgressed.create({
    sync_id: aSyncId(),
    integration_id: anIntegrationId(),
    activity: 'relations',
    done,
    total: null,
    progressed_at: fixedTime,
  });

export const doneOf = (event: { data: unknown }): number => (event.data as { done: number }).done;

/** Metadata of a command that has not been seen before. */
export const newCommand = (different: Partial<CommitMetadata> = {}): CommitMetadata =>
  metadata({ commandId: randomUUID(), ...different });

export const newStream = (): string => `sync-${randomUUID()}`;

/** One stream, events with these numbers. */
export const appending = (
  streamId: string,
  numbers: readonly number[],
  {
    expectedVersion = 'any',
    ...different
  }: { expectedVersion?: number | 'any' } & Partial<CommitMetadata> = {},
): AppendRequest => ({
  streams: [{ streamId, expectedVersion, events: numbers.map(progressed) }],
  metadata: newCommand(different),
});
