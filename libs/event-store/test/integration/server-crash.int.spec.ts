import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@cadastre/embedded-postgres';
import { Unavailable } from '@cadastre/errors';
import { createPool, migrate } from '@cadastre/postgres';
import { silentLog, WakeUp } from '@cadastre/service-runtime';
import { temporaryFolder, waitFor } from '@cadastre/testing';
import type pg from 'pg';
import { eventStoreSchema } from '../../src/event-store-schema.ts';
import type { AppendRequest, AppendResult } from '../../src/event-store.ts';
import { PostgresEventStore } from '../../src/postgres-event-store.ts';
import { createSequencer } from '../../src/sequencer/sequencer.ts';
import { verifyLog } from '../../src/verify/verify-log.ts';
import { appending, newStream } from '../examples.ts';

describe('a PostgreSQL that is killed under appends', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let server: EmbeddedPostgres;
  let pool: pg.Pool;
  beforeEach(async () => {
    folder = temporaryFolder();
    server = await startEmbeddedPostgres({ dataDir: folder.path, log: silentLog });
    await migrate({ ownerUrl: server.url, appRole: null, schemas: [eventStoreSchema] });
    pool = createPool({
      connectionString: server.url,
      max: 16,
      applicationName: 'writers',
      connectionTimeoutMs: 1_000,
    });
  }, 60_000);
  afterEach(async () => {
    await pool.end();
    await server.stop();
    folder.remove();
  }, 60_000);

  const killServer = (): void => {
    const file = readFileSync(path.join(folder.path, 'cluster/postmaster.pid'), 'utf8');
    process.kill(Number(file.split('\n')[0]), 'SIGKILL');
  };

  /** Repeats a command until it is acknowledged, as a client does that got a 503. */
  const acknowledged = async (store: PostgresEventStore, request: AppendRequest): Promise<AppendResult> => {
    for (;;) {
      try {
        return await store.append(request);
      } catch (error) {
        if (!(error instanceof Unavailable)) throw error;
      }
    }
  };

  test('loses no acknowledged append and writes no command twice', async () => {
    const wakeUp = new WakeUp();
    const store = new PostgresEventStore({ pool, onAppended: () => wakeUp.ring() });
    const sequencer = createSequencer({
      pool,
      owner: 'only',
      wakeUp,
      onSequenced: () => undefined,
      log: silentLog,
    });
    sequencer.start();
    const results = new Map<string, AppendResult>();
    let isOver = false;
    const writers = Array.from({ length: 16 }, async () => {
      const streamId = newStream();
      for (let n = 0; !isOver; n += 1) {
        const request = appending(streamId, [n]);
        results.set(request.metadata.commandId, await acknowledged(store, request));
      }
    });
    for (let kills = 0; kills < 3; kills += 1) {
      const before = results.size;
      await waitFor(() => results.size > before + 200, { what: 'appends', timeoutMs: 30_000 });
      killServer();
    }
    const before = results.size;
    await waitFor(() => results.size > before + 200, {
      what: 'appends after the last kill',
      timeoutMs: 30_000,
    });
    isOver = true;
    await Promise.all(writers);

    const { rows } = await pool.query<{ command_id: string; commit_id: string }>(
      'select command_id, commit_id::text from event_store.commits',
    );
    const commits = new Map(rows.map((row) => [row.command_id, row.commit_id]));
    expect(commits.size).toBe(rows.length);
    expect([...commits].sort()).toEqual(
      [...results].map(([commandId, { commitId }]) => [commandId, commitId]).sort(),
    );
    await waitFor(async () => (await store.headPosition()) === rows.length);
    await sequencer.stop();
    expect(await verifyLog(pool)).toMatchObject({ ok: true, positions: rows.length, commits: rows.length });
  }, 120_000);
});
