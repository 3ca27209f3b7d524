import { categoryOf, eventDefinitions, isEventType, type EventType } from '@cadastre/events';
import type { Queryable } from '@cadastre/postgres';
import type { AppendRequest, AppendResult } from '../event-store.ts';
import { firstResult } from '../read/find-commit.ts';
import { StreamOfAnotherTenant } from '../stream-of-another-tenant.ts';
import { StreamVersionConflict } from '../stream-version-conflict.ts';
import type { AppendOutcome } from './append-call.ts';

/** A request that makes no sense is a bug of the caller, not something that happened. */
export const assertWellFormed = ({ streams }: AppendRequest): void => {
  if (!streams.some(({ events }) => events.length > 0)) throw new TypeError('an append needs an event');
  const ids = new Set(streams.map(({ streamId }) => streamId));
  if (ids.size < streams.length) throw new TypeError('an append names a stream twice');
  for (const { streamId, events } of streams) {
    const stray = events.find(({ type }) => isEventType(type) && !isAtHome(type, streamId));
    if (stray !== undefined) throw new TypeError(`${stray.type} is no event of the stream ${streamId}`);
  }
};

/** Consumers look for a type in the topic of its category, and nowhere else. */
const isAtHome = (type: EventType, streamId: string): boolean =>
  eventDefinitions[type].category === categoryOf(streamId);

/** A promise only where there is something to look up: it costs each append. */
export const resultOf = (
  db: Queryable,
  request: AppendRequest,
  outcome: Exclude<AppendOutcome, { outcome: 'busy' }>,
): AppendResult | Promise<AppendResult> => {
  switch (outcome.outcome) {
    case 'appended':
      return {
        commitId: outcome.commitId,
        versions: versionsOf(request, outcome.versions),
        isDuplicate: false,
      };
    case 'duplicate':
      return firstResult(db, outcome.commitId);
    case 'foreign':
      throw new StreamOfAnotherTenant({ streamId: outcome.streamId });
    case 'conflict':
      throw new StreamVersionConflict({
        streamId: outcome.streamId,
        expectedVersion: expectedOf(request, outcome.streamId),
        actualVersion: outcome.actualVersion,
      });
  }
};

const versionsOf = ({ streams }: AppendRequest, versions: readonly number[]): Map<string, number> => {
  const written = new Map<string, number>();
  for (const [index, { streamId, events }] of streams.entries())
    if (events.length > 0) written.set(streamId, versions[index] ?? 0);
  return written;
};

const expectedOf = ({ streams }: AppendRequest, streamId: string): number | 'any' =>
  streams.find((stream) => stream.streamId === streamId)?.expectedVersion ?? 'any';
