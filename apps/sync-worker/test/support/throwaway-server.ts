import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort, waitFor } from '@cadastre/testing';
import pg from 'pg';

const bin = '/usr/lib/postgresql/15/bin';

/** Debian's package: the embedded server has no `pg_dump`. */
export const hasDumpPrograms = existsSync(path.join(bin, 'pg_dump')) && existsSync(path.join(bin, 'psql'));

/** A server of its own, whose OIDs begin where those of every new server do. */
export type ThrowawayServer = {
  readonly port: number;
  readonly url: string;
  run(...statements: string[]): Promise<void>;
  /** The structure of the database as the SQL of `pg_dump`. */
  dump(): string;
  restore(script: string): void;
  stop(): Promise<void>;
};

const account = (): { uid?: number; gid?: number } => {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) =>
    Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout.trim());
  return { uid: id('-u'), gid: id('-g') };
};

const run = (program: string, args: readonly string[], input?: string): string => {
  const { status, stdout, stderr } = spawnSync(path.join(bin, program), args, {
    ...account(),
    encoding: 'utf8',
    input: input ?? '',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`);
  return stdout;
};

/**
 * @param options.port that of a server that was stopped, to be taken for it
 * @param options.settings as `name=value`, for the whole server
 */
export const startThrowawayServer = async (
  options: { port?: number; settings?: readonly string[] } = {},
): Promise<ThrowawayServer> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'cadastre-throwaway-'));
  const { uid } = account();
  if (uid !== undefined) spawnSync('chown', [String(uid), folder]);
  const data = path.join(folder, 'data');
  run('initdb', ['-D', data, '-U', 'postgres', '-A', 'trust', '--locale=C', '-E', 'UTF8', '-N']);
  const own = options.port ?? (await freePort());
  const settings = [`unix_socket_directories=${folder}`, 'fsync=off', ...(options.settings ?? [])];
  const server = spawn(
    path.join(bin, 'postgres'),
    ['-D', data, '-p', String(own), '-h', '127.0.0.1', ...settings.flatMap((one) => ['-c', one])],
    { ...account(), stdio: 'ignore' },
  );
  const url = `postgres://postgres:none@127.0.0.1:${own}/postgres`;
  const connected = async <T>(work: (client: pg.Client) => Promise<T>): Promise<T> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  };
  await waitFor(() => connected(() => Promise.resolve(true)), { what: url, timeoutMs: 30_000 });
  return {
    port: own,
    url,
    run: (...statements) =>
      connected(async (client) => {
        for (const statement of statements) await client.query(statement);
      }),
    dump: () => run('pg_dump', ['--schema-only', '-d', url]),
    restore: (script) => void run('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', url], script),
    stop: async () => {
      const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
      server.kill('SIGINT');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
