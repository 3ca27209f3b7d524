import { createServer } from 'node:net';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DataFolderLocked, EmbeddedPostgresFailed, startEmbeddedPostgres } from '../../src/index.ts';
import { processesOf, query, silentLog, temporaryFolder } from './support.ts';

describe('an embedded PostgreSQL', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => folder.remove());

  const start = (
    options: { port?: number; ephemeral?: boolean; settings?: Record<string, string> } = {},
  ): ReturnType<typeof startEmbeddedPostgres> =>
    startEmbeddedPostgres({ dataDir: folder.path, log: silentLog, ...options });

  test('finds its data and its port again', async () => {
    const first = await start();
    await query(first.url, 'create table kept as select 42 as answer');
    await first.stop();
    const second = await start();
    expect(await query(second.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
    expect(second.url).toBe(first.url);
    await second.stop();
    expect(processesOf(folder.path)).toEqual([]);
  });

  test('is durable, private and takes settings', async () => {
    const server = await start({ settings: { work_mem: '7MB' } });
    const [settings] = await query(
      server.url,
      `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as sync,
              current_setting('listen_addresses') as address, current_setting('unix_socket_directories') as socket,
              current_setting('work_mem') as work_mem, current_setting('server_encoding') as encoding`,
    );
    expect(settings).toEqual({
      fsync: 'on',
      sync: 'on',
      address: '127.0.0.1',
      socket: '',
      work_mem: '7MB',
      encoding: 'UTF8',
    });
    const anyone = server.url.replace(/:[^:@]*@/, ':guess@');
    await expect(query(anyone, 'select 1')).rejects.toMatchObject({ code: '28P01' });
    expect(statSync(path.join(folder.path, 'superuser-password')).mode & 0o777).toBe(0o600);
    await server.stop();
  });

  test('refuses a second holder of the folder and names the first', async () => {
    const server = await start();
    const refusal = await start().catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(DataFolderLocked);
    expect((refusal as DataFolderLocked).facts.pid).toBe(process.pid);
    await server.stop();
    await (await start()).stop();
  });

  test('moves to another port when the remembered one is taken', async () => {
    const first = await start();
    await first.stop();
    const other = createServer().listen(first.port, '127.0.0.1');
    await once(other, 'listening');
    const second = await start();
    expect(second.port).not.toBe(first.port);
    await second.stop();
    other.close();
  });

  test('says so when the port it was given is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const failure = await start({ port }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(EmbeddedPostgresFailed);
    expect((failure as Error).message).toContain(`could not create any TCP/IP sockets`);
    other.close();
    expect(processesOf(folder.path)).toEqual([]);
    await (await start()).stop();
  });

  test('takes its folder along when it was a throw-away', async () => {
    const server = await start({ ephemeral: true });
    await server.stop();
    expect(existsSync(folder.path)).toBe(false);
  });

  test('writes no statement into its log', async () => {
    const server = await start();
    await expect(query(server.url, `create role a password 'CANARY-1' nonsense`)).rejects.toThrow();
    await server.stop();
    expect(readFileSync(path.join(folder.path, 'server.log'), 'utf8')).not.toContain('CANARY-1');
  });
});
