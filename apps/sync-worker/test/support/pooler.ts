import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort, waitFor } from '@cadastre/testing';
import pg from 'pg';

const program = '/usr/sbin/pgbouncer';

/** Debian's package; the machines that decide what lands have it. */
export const hasPooler = existsSync(program);

export type Pooler = {
  readonly port: number;
  readonly urlOf: (database: string) => string;
  stop(): Promise<void>;
};

/** One connection of the server for all clients, so that whatever one of them leaves behind the next one gets. */
export const startPooler = async (
  targetUrl: string,
  mode: 'transaction' | 'statement' | 'session',
): Promise<Pooler> => {
  const target = new URL(targetUrl);
  const folder = mkdtempSync(path.join(tmpdir(), 'cadastre-pooler-'));
  const port = await freePort();
  const file = path.join(folder, 'pgbouncer.ini');
  const server = `host=${target.hostname} port=${target.port} user=${target.username} password='${decodeURIComponent(target.password)}'`;
  writeFileSync(
    file,
    `[databases]\n* = ${server}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = ${port}\nunix_socket_dir =\n` +
      `auth_type = any\npool_mode = ${mode}\ndefault_pool_size = 1\nmax_client_conn = 50\n`,
  );
  chmodSync(folder, 0o755);
  // It does not run as root.
  const account = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const child = spawn(program, ['-q', ...account, file], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const urlOf = (database: string): string => `postgres://somebody@127.0.0.1:${port}/${database}`;
  await waitFor(
    async () => {
      const client = new pg.Client({ connectionString: urlOf(target.pathname.slice(1)) });
      await client.connect();
      await client.end();
      return true;
    },
    { what: 'the pooler', timeoutMs: 10_000 },
  );
  return {
    port,
    urlOf,
    stop: async () => {
      child.kill('SIGINT');
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
};
