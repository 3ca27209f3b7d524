import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '@cadastre/testing';
import pg from 'pg';

const bin = '/usr/lib/postgresql/15/bin';

/** A PostgreSQL 15 and the pg_dump that belongs to it: what the reading of a database is held against. */
export type DebianPostgres = {
  readonly urlOf: (database: string) => string;
  /** Wall seconds of one `pg_dump --schema-only`, its output thrown away. */
  readonly dumpSchema: (database: string) => number;
  readonly stop: () => Promise<void>;
};

export class YardstickMissing extends Error {
  constructor() {
    super(
      `this benchmark is held against pg_dump 15, and ${bin} is not there: apt-get install postgresql-15`,
    );
    this.name = 'YardstickMissing';
  }
}

/** @throws YardstickMissing */
export const startDebianPostgres = async (): Promise<DebianPostgres> => {
  if (!existsSync(path.join(bin, 'postgres'))) throw new YardstickMissing();
  const folder = mkdtempSync(path.join(tmpdir(), 'cadastre-yardstick-'));
  const account = postgresAccount();
  run(['chown', '-R', String(account.uid ?? process.getuid?.()), folder]);
  const port = await freePort();
  const data = path.join(folder, 'data');
  run(
    [path.join(bin, 'initdb'), '-D', data, '-U', 'postgres', '-A', 'trust', '--locale=C', '-E', 'UTF8'],
    account,
  );
  const settings = [
    'max_locks_per_transaction=512',
    'max_wal_size=4GB',
    'autovacuum=off',
    `unix_socket_directories=${folder}`,
  ];
  const server = spawn(
    path.join(bin, 'postgres'),
    ['-D', data, '-p', String(port), '-h', '127.0.0.1', ...settings.flatMap((setting) => ['-c', setting])],
    { ...account, stdio: 'ignore' },
  );
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const urlOf = (database: string): string => `postgres://postgres@127.0.0.1:${port}/${database}`;
  await untilReady(urlOf('postgres'));
  return {
    urlOf,
    dumpSchema: (database) => {
      const startedAt = performance.now();
      run([path.join(bin, 'pg_dump'), '--schema-only', '-f', '/dev/null', urlOf(database)]);
      return (performance.now() - startedAt) / 1_000;
    },
    stop: async () => {
      server.kill('SIGINT');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** PostgreSQL does not run as root. */
const postgresAccount = (): { uid?: number; gid?: number } => {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string): number =>
    Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout.trim());
  return { uid: id('-u'), gid: id('-g') };
};

const run = (command: readonly string[], account: { uid?: number; gid?: number } = {}): void => {
  const [program = '', ...args] = command;
  const { status, stderr } = spawnSync(program, args, {
    ...account,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`);
};

const untilReady = async (url: string): Promise<void> => {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      return await client.end();
    } catch {
      await pause(100);
    }
  }
  throw new Error('the yardstick server did not come up');
};
