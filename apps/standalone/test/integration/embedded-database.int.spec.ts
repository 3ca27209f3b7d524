import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { DataFolderLocked } from '@cadastre/embedded-postgres';
import { silentLog } from '@cadastre/service-runtime';
import { temporaryFolder } from '@cadastre/testing';
import pg from 'pg';
import { openDataFolder } from '../../src/data-folder.ts';
import { startEmbeddedDatabase, type ConnectionFile } from '../../src/embedded-database.ts';

let parent: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  parent = temporaryFolder('standalone');
});
afterEach(() => parent.remove());

const query = async (url: string, sql: string): Promise<unknown[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows as unknown[];
  } finally {
    await client.end();
  }
};

test('our database survives a restart; the application may use it and own nothing', async () => {
  const dataDir = path.join(parent.path, '.cadastre');
  const folder = openDataFolder(dataDir);
  const first = await startEmbeddedDatabase({ folder, log: silentLog });
  await query(
    first.ownerUrl,
    'create table kept as select 42 as answer; grant select on kept to cadastre_app',
  );
  expect(await query(first.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
  await expect(query(first.url, 'create schema mine')).rejects.toMatchObject({ code: '42501' });
  const rights = await query(first.ownerUrl, `select rolsuper from pg_roles where rolname like 'cadastre%'`);
  expect(rights).toEqual([{ rolsuper: false }, { rolsuper: false }]);
  await first.stop();

  const second = await startEmbeddedDatabase({ folder, log: silentLog });
  expect(await query(second.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
  expect(second.url).not.toBe(first.url);
  await second.stop();
  folder.release();
});

test('tools find the server by a private file that exists while it runs', async () => {
  const folder = openDataFolder(path.join(parent.path, '.cadastre'));
  const database = await startEmbeddedDatabase({ folder, log: silentLog });
  expect(statSync(folder.connectionFile).mode & 0o777).toBe(0o600);
  const connection = JSON.parse(readFileSync(folder.connectionFile, 'utf8')) as ConnectionFile;
  expect(connection).toMatchObject({ pid: process.pid, url: database.url, owner_url: database.ownerUrl });
  expect(await query(connection.superuser_url, 'select current_user')).toEqual([
    { current_user: 'postgres' },
  ]);
  await database.stop();
  expect(existsSync(folder.connectionFile)).toBe(false);
  folder.release();
});

test('a folder has one holder', () => {
  const folder = openDataFolder(path.join(parent.path, '.cadastre'));
  expect(() => openDataFolder(folder.path)).toThrow(DataFolderLocked);
  folder.release();
  openDataFolder(folder.path).release();
});
