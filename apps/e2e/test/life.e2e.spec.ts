import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createTestDatabase, temporaryFolder, waitFor } from '@cadastre/testing';
import { launchStandalone, untilReady, type Running } from './support/cadastre.ts';
import { processesOf, untilNothingRuns } from './support/processes.ts';
import type { Program } from './support/program.ts';
import { askToRegister, inDatabase, register as registerAt, untilCompleted } from './support/registration.ts';

jest.setTimeout(120_000);

describe('npm start', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let started: Program[];
  beforeEach(() => {
    folder = temporaryFolder('e2e');
    started = [];
  });
  afterEach(async () => {
    await Promise.all(started.map((program) => program.kill()));
    await untilNothingRuns(folder.path);
    folder.remove();
  });

  const start = async (options: { port?: number; env?: Record<string, string> } = {}): Promise<Running> => {
    const program = launchStandalone({ dataDir: folder.path, ...options });
    started.push(program);
    return untilReady(program);
  };
  /** Starts what is expected to end by itself. */
  const startInVain = async (
    options: { port?: number; env?: Record<string, string> } = {},
  ): Promise<{ code: number | null; lines: string[] }> => {
    const program = launchStandalone({ dataDir: folder.path, ...options });
    started.push(program);
    const { code } = await program.exited;
    return { code, lines: program.stderr.trim().split('\n') };
  };
  /** @returns asks for the integration when the commit is projected: the status of the answer */
  const register = async ({ api }: Running): Promise<(later: Running) => Promise<number>> => {
    const connection = JSON.parse(readFileSync(path.join(folder.path, 'embedded-postgres.json'), 'utf8')) as {
      superuser_url: string;
    };
    const { status, body, headers } = await askToRegister(
      api,
      inDatabase(connection.superuser_url, 'postgres'),
    );
    expect(status).toBe(201);
    const commit = headers.get('cadastre-commit') ?? '';
    return async (later) =>
      (
        await later.api.call('GET', `/integrations/${body.integration_id}`, {
          headers: { 'Cadastre-Wait-For': commit },
        })
      ).status;
  };

  test.each([
    ['Ctrl-C', 'SIGINT'],
    ['SIGTERM', 'SIGTERM'],
  ] as const)(
    '%s to the whole group ends everything in order, and the next start finds the data',
    async (_, name) => {
      const first = await start();
      const find = await register(first);
      first.program.signalGroup(name);
      expect(await first.program.exited).toEqual({ code: 0, signal: null });
      expect(processesOf(folder.path)).toEqual([]);

      const second = await start();
      expect(await find(second)).toBe(200);
    },
  );

  test('kill -9 takes PostgreSQL along, and the next start recovers', async () => {
    const first = await start();
    const find = await register(first);
    first.program.signal('SIGKILL');
    await first.program.exited;
    await untilNothingRuns(folder.path);

    const second = await start();
    expect(await find(second)).toBe(200);
  });

  test('a sync that ran at a kill -9 goes on at the next start, without waiting for its lease to run out', async () => {
    // Ten minutes: longer than anything here is waited for.
    const env = { CADASTRE_WORKER_LEASE_SECONDS: '600', CADASTRE_EGRESS_ALLOW_PRIVATE: 'true' };
    const target = await createTestDatabase({ schemas: [] });
    try {
      await target.ownerPool.query('create table t (id int); create view v as select id from t');
      const first = await start({ env });
      const holder = await target.ownerPool.connect();
      await holder.query('begin; lock table t in access exclusive mode');
      const ids = await registerAt(first.api, target.superuserUrl);
      await waitFor(
        async () => {
          const { rows } = await holder.query('select from pg_locks where not granted');
          return rows.length > 0;
        },
        { timeoutMs: 30_000, what: 'the sync to wait for the view' },
      );
      first.program.signal('SIGKILL');
      await first.program.exited;
      await holder.query('rollback');
      holder.release();
      await untilNothingRuns(folder.path);

      const second = await start({ env });
      const sync = await untilCompleted<{ status: string; attempt: number }>(second.api, ids.sync_id);
      expect(sync.attempt).toBe(2);
    } finally {
      await target.drop();
    }
  });

  test('a second instance on the same folder says who holds it', async () => {
    const first = await start();
    const { code, lines } = await startInVain();
    expect(code).toBe(1);
    expect(lines[0]).toContain(`in use by process ${first.program.pid}`);
    expect(lines.length).toBeLessThanOrEqual(2);
    expect(await first.api.isReady()).toBe(true);
  });

  test('a port that is taken is named, and nothing stays behind', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const { code, lines } = await startInVain({ port });
    other.close();
    expect(code).toBe(1);
    expect(lines[0]).toContain(String(port));
    expect(lines.join(' ')).toContain('CADASTRE_HTTP_PORT');
    expect(lines.length).toBeLessThanOrEqual(2);
    // Noticed before anything was made.
    expect(readdirSync(folder.path)).toEqual([]);
    expect(processesOf(folder.path)).toEqual([]);
  });

  test.each([
    ['wrong', { CADASTRE_HTTP_PORT: 'CANARY-90000' }, 'CADASTRE_HTTP_PORT'],
    ['misspelt', { CADASTRE_HTP_PORT: 'CANARY-1' }, 'CADASTRE_HTP_PORT'],
    ['unsafe', { CADASTRE_HTTP_HOST: '0.0.0.0' }, 'CADASTRE_AUTH'],
    ['production', { NODE_ENV: 'production' }, 'CADASTRE_AUTH'],
  ])('a setting that is %s is named, never with its value', async (_, env, name) => {
    const { code, lines } = await startInVain({ env });
    expect(code).toBe(1);
    expect(lines.join(' ')).toContain(name);
    expect(lines.join(' ')).not.toContain('CANARY');
    expect(lines.length).toBeLessThanOrEqual(2);
  });
});
