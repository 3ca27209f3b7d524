import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { createTestDatabase, testKafka, waitFor, type TestDatabase } from '@cadastre/testing';
import { Clients } from './support/clients.ts';
import type { Running } from './support/cadastre.ts';
import { expectSoundLog } from './support/crashes.ts';
import { Program } from './support/program.ts';
import { Installation } from './support/services.ts';

const { describe, brokers } = await testKafka(import.meta.url);

jest.setTimeout(240_000);

const kinds = ['api', 'api', 'worker', 'worker', 'projector', 'projector'] as const;
const settings = {
  CADASTRE_KAFKA_BROKERS: brokers.join(','),
  CADASTRE_KAFKA_TOPIC_PREFIX: `e2e-${randomUUID().slice(0, 8)}`,
  CADASTRE_KAFKA_PARTITIONS: '4',
};

/** Two of each service over Kafka, and each of the six replaced by a new process while clients work. */
describe('a rolling restart under load', () => {
  let database: TestDatabase;
  let target: TestDatabase;
  let installation: Installation;
  let running: Running[] = [];
  let clients: Clients;

  beforeAll(async () => {
    database = await createTestDatabase({ schemas: [] });
    target = await createTestDatabase({ schemas: [] });
    await target.ownerPool.query(`do $$ begin
      for n in 1..10 loop execute format('create table t%s (id bigint primary key, name text)', n); end loop;
    end $$`);
    installation = new Installation(database);
    running = await Promise.all(kinds.map((kind) => installation.start(kind, settings)));
    const addresses = () => running.slice(0, 2).map(({ api }) => api.baseUrl);
    clients = new Clients(addresses, target.superuserUrl);
  });
  afterAll(async () => {
    await installation.stop();
    await database.drop();
    await target.drop();
  });

  test('refuses nothing, and lets each process go in order', async () => {
    clients.start(3);
    for (const [place, kind] of kinds.entries()) {
      const successor = await installation.start(kind, settings);
      const { program } = running[place] ?? successor;
      program.signal('SIGTERM');
      expect(await program.exited).toEqual({ code: 0, signal: null });
      // Until now clients went on calling who was leaving.
      running = running.with(place, successor);
    }
    await clients.end();
    const { integrations, refused } = clients.promised;
    expect(refused).toEqual([]);
    expect(integrations.length).toBeGreaterThan(kinds.length);
  });

  test('has lost and doubled nothing', async () => {
    const { names, syncs } = clients.promised;
    await expectSoundLog(database);
    const { ownerPool } = database;
    const given = await ownerPool.query<{ name: string }>(
      `select data->>'name' as name from event_store.events
        where type in ('IntegrationRegistered', 'IntegrationRenamed')`,
    );
    expect(given.rows.map(({ name }) => name).sort()).toEqual([...names].sort());
    const ended = await ownerPool.query<{ sync_id: string; type: string }>(
      `select data->>'sync_id' as sync_id, type from event_store.events
        where type in ('SyncCompleted', 'SyncFailed', 'SyncCancelled', 'SyncDeadLettered')`,
    );
    expect(ended.rows.map(({ sync_id, type }) => `${sync_id} ${type}`).sort()).toEqual(
      syncs.map((id) => `${id} SyncCompleted`).sort(),
    );
  });

  test('has the read models that a replay of the log makes', async () => {
    const isProjected = `select min(l.position) >= (select last_position from event_store.sequencer) as ok
      from projections.lanes l where l.projection like 'read_model.%'`;
    await waitFor(async () => (await database.ownerPool.query<{ ok: boolean }>(isProjected)).rows[0]?.ok, {
      timeoutMs: 30_000,
      what: 'all lanes to be at the head',
    });
    const projected = await cadastre('hash', '--json');
    await cadastre('rebuild', 'all');
    expect(JSON.parse(await cadastre('hash', '--json'))).toEqual(JSON.parse(projected));
  });

  const cadastre = async (...args: readonly string[]): Promise<string> => {
    const program = new Program({
      script: 'tools/cadastre/dist/main.js',
      args: [...args, '--database', database.ownerUrl],
    });
    expect([await program.exited, program.stderr]).toEqual([{ code: 0, signal: null }, '']);
    return program.stdout;
  };
});
