import { expect, test } from '@jest/globals';
import type { DatabaseSchema } from '@cadastre/postgres';
import { createTestDatabase, type TestDatabase } from '@cadastre/testing';
import fc from 'fast-check';
import type { PoolClient } from 'pg';
import { appendSettled } from '../../src/append/appender.ts';
import { callAppend, type AppendOutcome } from '../../src/append/append-call.ts';
import { eventStoreSchema } from '../../src/event-store-schema.ts';
import type { AppendRequest } from '../../src/event-store.ts';
import { EventStoreAppendByNumbers } from '../../src/migrations/0007-event-store-append-by-numbers.ts';
import { progressed } from '../examples.ts';

/** The store before the append function was written anew: the first one says what is right. */
const firstShipped: DatabaseSchema = {
  ...eventStoreSchema,
  migrations: eventStoreSchema.migrations.filter((migration) => migration !== EventStoreAppendByNumbers),
};

const anAppend = fc.record({
  command: fc.nat({ max: 5 }),
  tenantId: fc.constantFrom('acme', 'acme', 'acme', 'other'),
  streams: fc.uniqueArray(
    fc.record({
      stream: fc.nat({ max: 7 }),
      /** Counted from the version it has: 0 is right, the others are conflicts. */
      expected: fc.constantFrom('any', 'any', 0, 0, 0, 1, -1, 'none'),
      events: fc.nat({ max: 3 }),
    }),
    { selector: ({ stream }) => stream, minLength: 1, maxLength: 3 },
  ),
});
type AnAppend = typeof anAppend extends fc.Arbitrary<infer T> ? T : never;

const aCall = fc.record({
  /** What another transaction has written and not committed while the call is made; null: nothing, and the call may wait. */
  holds: fc.option(anAppend, { freq: 2 }),
  holderCommits: fc.boolean(),
  mayWait: fc.boolean(),
  appends: fc.array(anAppend, { minLength: 1, maxLength: 6 }),
});

/** Commands are new ones after some calls, or all would be duplicates in the end. */
const requestOf = (
  { command, tenantId, streams }: AnAppend,
  versions: Map<string, number>,
  age: number,
): AppendRequest => ({
  streams: streams.map(({ stream, expected, events }, place) => {
    const streamId = `sync-${String.fromCharCode(104 - stream)}`;
    const actual = versions.get(streamId) ?? 0;
    return {
      streamId,
      expectedVersion:
        expected === 'any' ? 'any' : expected === 'none' ? 0 : Math.max(0, actual + (expected as number)),
      // At least one event in all.
      events: Array.from({ length: place === 0 ? events + 1 : events }, (_, n) => progressed(n + place * 10)),
    };
  }),
  metadata: {
    tenantId,
    actor: 'user:anna',
    commandId: `command-${age}-${command}`,
    correlationId: `correlation of ${command}`,
    causationId: command % 2 === 0 ? null : `cause of ${command}`,
  },
});

/** No stream and no command twice in a call. */
const apart = (requests: AppendRequest[]): AppendRequest[] => {
  const seen = new Set<string>();
  return requests.filter(({ streams, metadata }) => {
    const keys = [
      `command ${metadata.tenantId} ${metadata.commandId}`,
      ...streams.map((s) => `stream ${s.streamId}`),
    ];
    if (keys.some((key) => seen.has(key))) return false;
    keys.forEach((key) => seen.add(key));
    return true;
  });
};

const versionsIn = async (database: TestDatabase): Promise<Map<string, number>> => {
  const { rows } = await database.pool.query<{ stream_id: string; version: number }>(
    'select stream_id, version from event_store.streams',
  );
  return new Map(rows.map(({ stream_id, version }) => [stream_id, version]));
};

/** All that was written, but for the time and what follows from it. */
const contentOf = async (database: TestDatabase): Promise<unknown> => {
  const { rows } = await database.pool.query<{ content: unknown }>(`
    select json_build_object(
      'streams', (select json_agg(json_build_array(stream_id, tenant_id, category, version) order by stream_id)
                    from event_store.streams),
      'commits', (select json_agg(json_build_array(commit_id, tenant_id, actor, command_id, correlation_id, causation_id, event_count)
                    order by commit_id) from event_store.commits),
      'pending', (select json_agg(commit_id order by commit_id) from event_store.pending),
      'events', (select json_agg(json_build_array(e.commit_id, s.stream_id, e.ordinal, e.version, e.schema_version, e.type, e.data)
                    order by e.commit_id, e.ordinal) from event_store.events e join event_store.streams s using (stream_key))
    ) as content`);
  return rows[0]?.content;
};

const textOfAppend = async (database: TestDatabase): Promise<string | undefined> => {
  const { rows } = await database.pool.query<{ text: string }>(
    `select prosrc as text from pg_proc where oid = 'event_store.append'::regproc`,
  );
  return rows[0]?.text;
};

const madeIn = async (
  database: TestDatabase,
  requests: AppendRequest[],
  { holds, commits, mayWait }: { holds: AppendRequest | null; commits: boolean; mayWait: boolean },
): Promise<{ held: unknown; outcomes: AppendOutcome[] }> => {
  const tx: PoolClient = await database.pool.connect();
  try {
    await tx.query('begin');
    const held = holds && (await appendSettled(tx, holds));
    const outcomes = await callAppend(database.pool, requests, { mayWait });
    await tx.query(commits ? 'commit' : 'rollback');
    return { held, outcomes };
  } finally {
    tx.release();
  }
};

test('what was appended, and every answer, is what the append function of the first release makes of it', async () => {
  const [before, now] = await Promise.all([
    createTestDatabase({ schemas: [firstShipped] }),
    createTestDatabase({ schemas: [eventStoreSchema] }),
  ]);
  const seen = new Set<string>();
  try {
    expect(await textOfAppend(now)).not.toEqual(await textOfAppend(before));
    for (const [n, call] of fc.sample(aCall, { numRuns: 200, seed: 20_261_122 }).entries()) {
      const [versions, age] = [await versionsIn(before), Math.floor(n / 3)];
      const requests = apart(call.appends.map((append) => requestOf(append, versions, age)));
      const options = {
        holds: call.holds && requestOf(call.holds, versions, age),
        commits: call.holderCommits,
        mayWait: call.mayWait && call.holds === null,
      };
      const expected = await madeIn(before, requests, options);
      expect(await madeIn(now, requests, options)).toEqual(expected);
      expected.outcomes.forEach(({ outcome }) => seen.add(outcome));
    }
    expect([...seen].sort()).toEqual(['appended', 'busy', 'conflict', 'duplicate', 'foreign']);
    expect(await contentOf(now)).toEqual(await contentOf(before));
  } finally {
    await Promise.all([before.drop(), now.drop()]);
  }
});
