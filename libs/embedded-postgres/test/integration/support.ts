import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

export const silentLog = { info: (): void => undefined, warn: (): void => undefined };

/** libs/testing stands upon this library, so its specs have their own. */
export const temporaryFolder = (): { path: string; remove(): void } => {
  const folder = mkdtempSync(path.join(tmpdir(), 'cadastre-pg-'));
  chmodSync(folder, 0o711); // the account to which root lends the server has to pass
  return { path: folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
};

export const waitFor = async <T>(
  condition: () => T | Promise<T>,
  { timeoutMs = 10_000 } = {},
): Promise<T> => {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await Promise.resolve(condition()).catch(() => undefined);
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`Waited ${timeoutMs} ms in vain`);
    await pause(20);
  }
};

export const query = async (url: string, sql: string): Promise<Record<string, unknown>[]> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
};

export type Holder = { readonly process: ChildProcess; readonly url: string; readonly port: number };

/** Starts a server in a process of its own; a group of its own too, as a terminal's job is. */
export const startHolder = async (dataDir: string, ...options: string[]): Promise<Holder> => {
  const script = fileURLToPath(new URL('../fixtures/holder.mjs', import.meta.url));
  const child = spawn(process.execPath, [script, dataDir, ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const [line] = (await Promise.race([
    once(createInterface(child.stdout), 'line'),
    once(child, 'exit').then(() => {
      throw new Error('The holder ended before its server was up. Is the library built (npm run build)?');
    }),
  ])) as [string];
  return { process: child, ...(JSON.parse(line) as { url: string; port: number }) };
};

/** Servers, guardians and whatever else runs in or for the folder; the dead that nobody buried do not count. */
export const processesOf = (dataDir: string): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && belongsTo(pid, dataDir));

const belongsTo = (pid: number, dataDir: string): boolean => {
  try {
    if (/^\d+ \(.*\) Z /s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))) return false;
    return (
      readlinkSync(`/proc/${pid}/cwd`).startsWith(dataDir) ||
      readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(dataDir)
    );
  } catch {
    return false;
  }
};
