import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { toKey } from '@cadastre/credential-vault';
import { createTestDatabase, metadata, waitFor, type TestDatabase } from '@cadastre/testing';
import {
  Health,
  openPlatform,
  platformSchemas,
  projectionsDependency,
  type OpenPlatform,
} from '../../src/index.ts';

describe('what a scraper and an orchestrator are told', () => {
  let database: TestDatabase;
  let platform: OpenPlatform;

  beforeAll(async () => {
    database = await createTestDatabase({ schemas: platformSchemas });
    platform = openPlatform({
      service: 'platform-under-test',
      databaseUrl: database.url,
      poolSize: 4,
      keyRing: { active: toKey(randomBytes(32)), others: [] },
      egress: { allow: [], allowPrivate: true },
      logLevel: 'silent',
      log: pino({ level: 'silent' }),
    });
    await database.ownerPool.query(
      `insert into projections.checkpoints (name, version, epoch, position, updated_at)
       values ('level', 1, 1, 2, now()), ('slow', 1, 7, 0, now() - interval '1 minute')`,
    );
    await database.ownerPool.query(
      `insert into jobs.jobs (job_id, tenant_id, kind, subject_id, payload, run_at)
       values ('a', 'default', 'sync', 's', '{}', now() - interval '90 seconds')`,
    );
    const append = await platform.eventStore.append({
      streams: [{ streamId: 'note-1', expectedVersion: 0, events: [anEvent, anEvent] }],
      metadata: metadata(),
    });
    await waitFor(() => platform.eventStore.positionOfCommit(append.commitId));
  });
  afterAll(async () => {
    await platform.close();
    await database.drop();
  });

  const anEvent = { type: 'Noted', schemaVersion: 1, data: {} } as never;
  const figure = async (name: string, labels: Record<string, string> = {}): Promise<number | undefined> => {
    const { values } = (await platform.metrics.getSingleMetric(name)?.get()) ?? { values: [] };
    return values.find((sample) =>
      Object.entries(labels).every(
        ([label, value]) => (sample.labels as Record<string, unknown>)[label] === value,
      ),
    )?.value;
  };

  test('is how far the log and those who follow it are', async () => {
    expect(await figure('cadastre_log_head_position')).toBe(2);
    expect(await figure('cadastre_log_unsequenced_commits')).toBe(0);
    expect(await figure('cadastre_projection_lag_events', { projection: 'slow' })).toBe(2);
    expect(await figure('cadastre_projection_lag_seconds', { projection: 'slow' })).toBeGreaterThan(0);
    expect(await figure('cadastre_projection_lag_events', { projection: 'level' })).toBe(0);
    expect(await figure('cadastre_projection_lag_seconds', { projection: 'level' })).toBe(0);
  });

  test('is nothing of Kafka until it is used, and then how far that is by itself', async () => {
    expect(await figure('cadastre_relay_position')).toBeUndefined();
    expect(await figure('cadastre_relay_lag_seconds')).toBeUndefined();
    await database.ownerPool.query(
      `update event_bus.relay set position = 1, lane_positions = '{1,1}', epoch = 3`,
    );
    // The figures of one scrape are kept for a moment.
    await waitFor(async () => (await figure('cadastre_relay_position')) === 1);
    expect(await figure('cadastre_relay_lag_events')).toBe(1);
    expect(await figure('cadastre_relay_lag_seconds')).toBeGreaterThan(0);
    expect(await figure('cadastre_leader_changes_total', { lease: 'relay' })).toBe(3);
    expect(await figure('cadastre_projection_lag_seconds', { projection: 'level' })).toBe(0);
  });

  test('is what waits and who took over', async () => {
    expect(await figure('cadastre_jobs_queued', { kind: 'sync' })).toBe(1);
    expect(await figure('cadastre_jobs_oldest_due_seconds', { kind: 'sync' })).toBeGreaterThanOrEqual(90);
    expect(await figure('cadastre_leader_changes_total', { lease: 'projection slow' })).toBe(7);
    expect(await figure('cadastre_leader_changes_total', { lease: 'sequencer' })).toBeGreaterThanOrEqual(1);
    expect(await figure('cadastre_database_size_bytes')).toBeGreaterThan(1_000_000);
    expect(await figure('cadastre_dependency_up', { dependency: 'database' })).toBe(1);
  });

  test('a projection that stands still is degraded, and nothing is refused for it', async () => {
    const health = new Health();
    health.add(projectionsDependency(platform.pool, { name: 'projections', projections: ['slow'] }));
    expect(await health.report()).toMatchObject({
      status: 'degraded',
      dependencies: { projections: { status: 'degraded', detail: '2 events behind' } },
    });
  });

  test('a dependency that never answers is unavailable within a second or so', async () => {
    const health = new Health();
    health.add({ name: 'broker', probe: () => new Promise<never>(() => undefined) });
    health.add({ name: 'cache', probe: () => Promise.reject(new Error('x')), onFailure: 'degraded' });
    expect(await health.report()).toMatchObject({
      status: 'unavailable',
      dependencies: {
        broker: { status: 'unavailable', detail: 'no answer' },
        cache: { status: 'degraded' },
      },
    });
  });
});
