import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RecordedEvent } from '@cadastre/events';
import { canonicalJson } from '@cadastre/events';
import { createTestDatabase, type TestDatabase } from '@cadastre/testing';
import { eventStoreSchema } from '../../src/event-store-schema.ts';
import { PostgresEventStore } from '../../src/postgres-event-store.ts';
import { appending, newCommand, newStream, progressed } from '../examples.ts';
import { sequenceAll } from '../sequence-all.ts';

const sha256 = (...parts: (string | Buffer)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const netstring = (value: string | number | null): string =>
  value === null ? '-,' : `${Buffer.byteLength(String(value))}:${value},`;
const netstrings = (...values: (string | number | null)[]): string => values.map(netstring).join('');
const bigEndian = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value));
  return bytes;
};

/** The format as it is written down in the migration, made again without the database. */
const digestOf = (events: readonly RecordedEvent[]): Buffer => {
  const [first] = events;
  if (first === undefined) throw new Error('no events');
  const { tenantId, actor, commandId, correlationId, causationId, recordedAt } = first.metadata;
  const digests = events.map(({ streamId, version, type, schemaVersion, data }) =>
    sha256(netstrings(tenantId, streamId, version, type, schemaVersion, canonicalJson(data))),
  );
  return sha256(
    netstrings('cadastre-commit-v1', first.commitId, tenantId, actor, commandId, correlationId, causationId),
    netstrings(Date.parse(recordedAt), events.length),
    ...digests,
  );
};

describe('digests and chain', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase({ schemas: [eventStoreSchema] });
  });
  afterAll(() => database.drop());

  test('are what the format says, computed by somebody else', async () => {
    const store = new PostgresEventStore({ pool: database.pool });
    await store.append(appending(newStream(), [1, 2, 3], { actor: 'user:ämne', causationId: 'x,1:y' }));
    await store.append({
      streams: [
        { streamId: newStream(), expectedVersion: 0, events: [progressed(4)] },
        {
          streamId: newStream(),
          expectedVersion: 0,
          events: [{ ...progressed(5), data: { text: 'é\n"😀' } }],
        },
      ],
      metadata: newCommand(),
    });
    await sequenceAll(database.pool);
    const { events } = await store.readLog({ afterPosition: 0, limit: 100 });
    const { rows } = await database.pool.query<{
      first_position: number;
      commit_id: string;
      chain_hash: Buffer;
      digest: Buffer;
    }>(`select l.first_position, l.commit_id::text, l.chain_hash, c.digest
          from event_store.log l join event_store.commits c using (commit_id) order by 1`);
    expect(rows).toHaveLength(2);
    let chain: Buffer = Buffer.alloc(32);
    for (const row of rows) {
      const digest = digestOf(events.filter(({ commitId }) => commitId === row.commit_id));
      expect(row.digest.toString('hex')).toBe(digest.toString('hex'));
      chain = sha256(chain, bigEndian(row.first_position), digest);
      expect(row.chain_hash.toString('hex')).toBe(chain.toString('hex'));
    }
  });

  test('never change: every log that was ever written hangs on them', async () => {
    const { rows } = await database.pool.query(`
      select encode(event_store.event_digest('acme', 'sync-1', 3, 'SyncRequested', 1, '{"a":"é"}'), 'hex') as event,
             encode(event_store.commit_digest(
               row(7, '2026-01-05 09:00:00.120+00', 1, 'acme', 'user:ada', 'c', 'r', null, null)::event_store.commits,
               'digests'::bytea), 'hex') as commit,
             encode(event_store.chain_hash('before'::bytea, 42, 'digest'::bytea), 'hex') as chain`);
    expect(rows[0]).toEqual({
      event: '2916f96adf6e0ab3112c7baa67a779704a4e61dc638f1ede6235995e7b63a909',
      commit: '11ee77b64cc117ddc2449be926b14e9f57fa99b5371c91242dfb7e9c8d61a9db',
      chain: '373aec3d1bbda7d2181a25153fbf3e24bb02f31a3bf23d5f4d504a42de63c4b7',
    });
  });
});
