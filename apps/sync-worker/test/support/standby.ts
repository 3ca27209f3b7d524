import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePorts, waitFor } from '@cadastre/testing';
import pg from 'pg';

const bin = '/usr/lib/postgresql/15/bin';

/** Debian's package: the embedded server has no program that copies it. */
export const hasStandbyPrograms = existsSync(path.join(bin, 'pg_basebackup'));

export type Primary = { readonly primaryUrl: string; readonly standbyUrl: string; stop(): Promise<void> };

const account = (): { uid?: number; gid?: number } => {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) =>
    Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout.trim());
  return { uid: id('-u'), gid: id('-g') };
};

const run = (program: string, args: readonly string[]): void => {
  const { status, stderr } = spawnSync(path.join(bin, program), args, { ...account(), encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`);
};

const start = (data: string, port: number, settings: readonly string[]): ChildProcess =>
  spawn(
    path.join(bin, 'postgres'),
    ['-D', data, '-p', String(port), '-h', '127.0.0.1', ...settings.flatMap((one) => ['-c', one])],
    { ...account(), stdio: 'ignore' },
  );

const answering = (url: string) =>
  waitFor(
    async () => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await client.end();
      return true;
    },
    { what: url, timeoutMs: 30_000 },
  );

/** A primary, and a copy that follows it and does not wait for those who read it. */
export const startPrimaryAndStandby = async (): Promise<Primary> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'cadastre-standby-'));
  const { uid } = account();
  if (uid !== undefined) spawnSync('chown', [String(uid), folder]);
  const [primaryPort = 0, standbyPort = 0] = await freePorts(2);
  const settings = [`unix_socket_directories=${folder}`, 'fsync=off', 'wal_level=replica'];
  const primaryData = path.join(folder, 'primary');
  const standbyData = path.join(folder, 'standby');
  run('initdb', ['-D', primaryData, '-U', 'postgres', '-A', 'trust', '--locale=C', '-E', 'UTF8', '-N']);
  const urlOf = (port: number): string => `postgres://postgres:none@127.0.0.1:${port}/postgres`;
  const servers = [start(primaryData, primaryPort, settings)];
  await answering(urlOf(primaryPort));
  run('pg_basebackup', ['-D', standbyData, '-d', urlOf(primaryPort), '-R', '-c', 'fast']);
  servers.push(start(standbyData, standbyPort, [...settings, 'max_standby_streaming_delay=0']));
  await answering(urlOf(standbyPort));
  return {
    primaryUrl: urlOf(primaryPort),
    standbyUrl: urlOf(standbyPort),
    stop: async () => {
      for (const server of servers.reverse()) {
        const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
        server.kill('SIGINT');
        await ended;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
