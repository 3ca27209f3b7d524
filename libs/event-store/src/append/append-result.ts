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

export const resultOf = async (
  db: Queryable,
  request: AppendRequest,
  outcome: Exclude<AppendOutcome, { outcome: 'busy' }>,
): Promise<AppendResult> => {
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

const versionsOf = ({ streams }: AppendRequest, versions: readonly number[]): Record<string, number> =>
  Object.fromEntries(
    streams.flatMap(({ streamId, events }, index) =>
      events.length === 0 ? [] : [[streamId, versions[index] ?? 0] as const],
    ),
  );

const expectedOf = ({ streams }: AppendRequest, streamId: string): number | 'any' =>
  streams.find((stream) => stream.streamId === streamId)?.expectedVersion ?? 'any';
