import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { temporaryFolder, waitFor } from '@cadastre/testing';
import pg from 'pg';
import { startStandalone, type Running } from './support/cadastre.ts';
import { untilNothingRuns } from './support/processes.ts';
import { inDatabase, register } from './support/registration.ts';

jest.setTimeout(90_000);

let folder: ReturnType<typeof temporaryFolder>;
let cadastre: Running;
beforeAll(async () => {
  folder = temporaryFolder('e2e-crash');
  cadastre = await startStandalone({ dataDir: folder.path });
});
afterAll(async () => {
  await cadastre.program.kill();
  await untilNothingRuns(folder.path);
  folder.remove();
});

const connection = (): Record<'superuser_url' | 'owner_url', string> =>
  JSON.parse(readFileSync(path.join(folder.path, 'embedded-postgres.json'), 'utf8')) as never;

test('PostgreSQL is killed under commands: none that was acknowledged is lost, and Cadastre recovers by itself', async () => {
  const { api } = cadastre;
  const { integration_id } = await register(api, inDatabase(connection().superuser_url, 'postgres'));
  const integration = `/integrations/${integration_id}`;

  const acknowledged: string[] = [];
  const refused: number[] = [];
  let sent = 0;
  let isOver = false;
  const rename = async (): Promise<void> => {
    while (!isOver) {
      const name = `name ${(sent += 1)}`;
      const answer = await api.call('PATCH', integration, { body: { name } }).catch(() => undefined);
      if (answer?.status === 200) acknowledged.push(name);
      else refused.push(answer?.status ?? 0);
    }
  };
  const clients = Array.from({ length: 8 }, rename);
  await waitFor(() => acknowledged.length >= 50, { timeoutMs: 30_000 });

  const pidFile = path.join(folder.path, 'postgres/cluster/postmaster.pid');
  process.kill(Number(readFileSync(pidFile, 'utf8').split('\n')[0]), 'SIGKILL');

  await waitFor(() => refused.length > 0, { timeoutMs: 10_000, what: 'the crash to be noticed' });
  const before = acknowledged.length;
  await waitFor(() => acknowledged.length >= before + 50, { timeoutMs: 60_000, what: 'recovery' });
  isOver = true;
  await Promise.all(clients);

  // Away is 503, a lost race of two renames 409; nothing else.
  expect(new Set(refused)).toEqual(new Set(refused.filter((status) => status === 503 || status === 409)));
  const client = new pg.Client({ connectionString: connection().owner_url });
  await client.connect();
  const { rows } = await client.query<{ name: string }>(
    `select data->>'name' as name from event_store.events where type = 'IntegrationRenamed'`,
  );
  await client.end();
  const stored = new Set(rows.map(({ name }) => name));
  expect(acknowledged.filter((name) => !stored.has(name))).toEqual([]);
  expect(rows).toHaveLength(stored.size);
});
