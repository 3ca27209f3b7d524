import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, jest, test } from '@jest/globals';
import { waitFor } from '@cadastre/testing';
import pg from 'pg';

jest.setTimeout(120_000);

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
/** Of the version that is installed anyhow: a test needs no network. */
const tool = [
  process.execPath,
  '--conditions=@cadastre/source',
  '--import',
  here('../../../../tools/typescript.mjs'),
  here('../../src/main.ts'),
  '--majors',
  '18',
];

const start = (command: readonly string[]): { child: ChildProcess; output(): string } => {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  return { child, output: () => output };
};

const urlIn = (output: string): string | undefined => /postgres:\/\/\S+/.exec(output)?.[0];

const dataFolderOf = async (connectionString: string): Promise<string> => {
  const client = new pg.Client({ connectionString });
  await client.connect();
  const { rows } = await client.query<{ data_directory: string }>('show data_directory');
  await client.end();
  return rows[0]?.data_directory ?? '';
};

const isGone = async (connectionString: string): Promise<boolean> => {
  const client = new pg.Client({ connectionString });
  return client.connect().then(
    () => client.end().then(() => false),
    (error: { code?: string }) => error.code === 'ECONNREFUSED',
  );
};

test('a command finds the servers, and they end with it and its status', async () => {
  const { child, output } = start([...tool, process.execPath, here('../fixtures/say-versions.mjs')]);
  expect(await once(child, 'close')).toEqual([7, null]);
  const { major, data } = JSON.parse(output()) as { major: number; data: string };
  expect(major).toBe(18);
  expect(path.basename(data)).toBe('cluster');
  expect(existsSync(path.dirname(data))).toBe(false);
});

test('without a command they stay until they are told to end', async () => {
  const { child, output } = start(tool);
  const url = await waitFor(() => urlIn(output()), { what: 'the URL of the server', timeoutMs: 50_000 });
  const data = await dataFolderOf(url);
  child.kill('SIGTERM');
  expect(await once(child, 'close')).toEqual([0, null]);
  expect(await isGone(url)).toBe(true);
  expect(existsSync(path.dirname(data))).toBe(false);
});

test('they do not outlive who started them', async () => {
  const { child, output } = start(['/bin/sh', '-c', '"$@"; :', 'parent', ...tool]);
  const url = await waitFor(() => urlIn(output()), { what: 'the URL of the server', timeoutMs: 50_000 });
  const data = await dataFolderOf(url);
  child.kill('SIGKILL');
  await waitFor(() => isGone(url), { what: 'the server to end', timeoutMs: 30_000 });
  await waitFor(() => !existsSync(path.dirname(data)), { what: 'its folder to go', timeoutMs: 30_000 });
});
