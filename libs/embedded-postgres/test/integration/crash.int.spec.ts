import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startEmbeddedPostgres } from '../../src/index.ts';
import {
  processesOf,
  query,
  silentLog,
  startHolder,
  temporaryFolder,
  waitFor,
  type Holder,
} from './support.ts';

describe('an embedded PostgreSQL whose holder', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let holder: Holder;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(async () => {
    if (holder.process.exitCode === null && holder.process.signalCode === null) {
      holder.process.kill('SIGKILL');
      await once(holder.process, 'exit');
    }
    await waitFor(() => processesOf(folder.path).length === 0, { timeoutMs: 20_000 });
    folder.remove();
  });

  test('is killed goes too, and the next start has every committed row', async () => {
    holder = await startHolder(folder.path);
    await query(holder.url, 'create table kept as select 42 as answer');
    holder.process.kill('SIGKILL');
    // At once: the start has to wait for the guardian of the dead holder.
    await once(holder.process, 'exit');
    const next = await startEmbeddedPostgres({ dataDir: folder.path, log: silentLog });
    expect(await query(next.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
    expect(next.port).toBe(holder.port);
    await next.stop();
    await waitFor(() => processesOf(folder.path).length === 0);
  });

  test('is killed with nobody starting again leaves no process', async () => {
    holder = await startHolder(folder.path);
    holder.process.kill('SIGKILL');
    await waitFor(() => processesOf(folder.path).length === 0);
  });

  test('gets Ctrl-C is not left alone by its server', async () => {
    holder = await startHolder(folder.path);
    process.kill(-(holder.process.pid ?? 0), 'SIGINT'); // the whole group, as a terminal does
    expect(await query(holder.url, 'select 1 as still')).toEqual([{ still: 1 }]);
    process.kill(-(holder.process.pid ?? 0), 'SIGTERM');
    const [code] = (await once(holder.process, 'exit')) as [number];
    expect(code).toBe(0);
    expect(processesOf(folder.path)).toEqual([]);
  });

  test('is killed takes a throw-away folder along', async () => {
    holder = await startHolder(folder.path, 'ephemeral');
    holder.process.kill('SIGKILL');
    await waitFor(() => !existsSync(folder.path));
  });

  test('lives is given a new server when the server was killed', async () => {
    holder = await startHolder(folder.path);
    await query(holder.url, 'create table kept as select 42 as answer');
    const postmaster = Number(
      readFileSync(path.join(folder.path, 'cluster/postmaster.pid'), 'utf8').split('\n')[0],
    );
    process.kill(postmaster, 'SIGKILL');
    const rows = await waitFor(() => query(holder.url, 'select answer from kept'), { timeoutMs: 20_000 });
    expect(rows).toEqual([{ answer: 42 }]);
  });
});
