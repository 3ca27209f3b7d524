import { chmodSync, lstatSync, mkdtempSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { startEmbeddedPostgres } from '../../src/index.ts';
import { processesOf, query } from './support.ts';

const asRoot = process.getuid?.() === 0 ? test : test.skip;

asRoot('root may work in a folder that nobody else can enter', async () => {
  const clone = mkdtempSync(path.join(tmpdir(), 'cadastre-private-'));
  chmodSync(clone, 0o700);
  const dataDir = path.join(clone, 'data');
  const lines: string[] = [];
  const log = { info: (_: object, message: string) => lines.push(message), warn: () => undefined };

  const first = await startEmbeddedPostgres({ dataDir, log });
  await query(first.url, 'create table kept as select 42 as answer');
  await first.stop();
  const home = path.dirname(readlinkSync(path.join(dataDir, 'cluster')));
  expect(lines.filter((line) => line.includes('its files are kept outside'))).toHaveLength(1);
  expect(lstatSync(path.dirname(home)).mode & 0o022).toBe(0);

  const second = await startEmbeddedPostgres({ dataDir, log });
  expect(await query(second.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
  await second.stop();
  expect(processesOf(home)).toEqual([]);
  rmSync(home, { recursive: true });
  rmSync(clone, { recursive: true });
});
