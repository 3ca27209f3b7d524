import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { toKey } from '@cadastre/credential-vault';
import { createTestDatabase, freePort, metadata, waitFor, type TestDatabase } from '@cadastre/testing';
import { openPlatform, platformSchemas, type OpenPlatform } from '../../src/index.ts';

describe('a service whose Kafka is away', () => {
  let database: TestDatabase;
  let platform: OpenPlatform;
  let broker: string;

  beforeAll(async () => {
    const port = await freePort();
    broker = `127.0.0.1:${port}`;
    database = await createTestDatabase({ schemas: platformSchemas });
    platform = openPlatform({
      service: 'platform-under-test',
      databaseUrl: database.url,
      poolSize: 4,
      keyRing: { active: toKey(randomBytes(32)), others: [] },
      egress: { allow: [], allowPrivate: true },
      kafka: {
        brokers: [broker],
        tls: undefined,
        sasl: undefined,
        clientId: 'spec',
        topics: { prefix: 'spec', partitions: 3, replicationFactor: undefined, retentionMs: 3_600_000 },
      },
      logLevel: 'silent',
      log: pino({ level: 'silent' }),
    });
  });
  afterAll(async () => {
    await platform.close();
    await database.drop();
  });

  test('is not ready and says why, and takes and numbers events all the same', async () => {
    const report = await waitFor(
      async () => {
        const found = await platform.health.report();
        return found.dependencies['kafka']?.detail?.includes(broker) ? found : null;
      },
      { timeoutMs: 20_000 },
    );
    expect(report.status).toBe('unavailable');
    expect(report.dependencies['kafka']).toMatchObject({
      status: 'unavailable',
      detail: expect.stringContaining('no broker can be reached'),
    });
    const event = { type: 'Noted', schemaVersion: 1, data: {} };
    const { commitId } = await platform.eventStore.append({
      streams: [{ streamId: 'note-1', expectedVersion: 0, events: [event] }],
      metadata: metadata(),
    });
    await waitFor(() => platform.eventStore.positionOfCommit(commitId));
    const failures = await platform.metrics.getSingleMetric('cadastre_relay_failures_total')?.get();
    expect(failures?.values[0]?.value).toBeGreaterThan(0);
  });
});
