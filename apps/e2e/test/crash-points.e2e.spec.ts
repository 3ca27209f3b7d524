import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createTestDatabase, waitFor, type TestDatabase } from '@cadastre/testing';
import type { Api } from './support/cadastre.ts';
import { askToRegister, register, untilCompleted } from './support/registration.ts';
import { countIn, crashPatienceMs, diedByItsOwnHand, dyingAt, expectSoundLog } from './support/crashes.ts';
import { Installation } from './support/services.ts';

/** Two pages of catalog events. */
const tableCount = 600;
const shortLease = { CADASTRE_WORKER_LEASE_SECONDS: '3', CADASTRE_WORKER_HEARTBEAT_SECONDS: '1' };
jest.setTimeout(180_000);

let database: TestDatabase;
let target: TestDatabase;
let installation: Installation;

beforeEach(async () => {
  [database, target] = await Promise.all([
    createTestDatabase({ schemas: [] }),
    createTestDatabase({ schemas: [] }),
  ]);
  await target.ownerPool.query(
    `do $$ begin for n in 1..${tableCount} loop execute format('create table t%s (id bigint primary key)', n); end loop; end $$`,
  );
  installation = new Installation(database);
});
afterEach(async () => {
  await installation.stop();
  await Promise.all([database.drop(), target.drop()]);
});

const named = (key: string): { name: string; headers: Record<string, string> } => ({
  name: 'registered',
  headers: { 'idempotency-key': key },
});

const count = (sql: string): Promise<number> => countIn(database, sql);

const eventsOf = (type: string): Promise<number> =>
  count(`select count(*) from event_store.events where type = '${type}'`);

describe('an API that dies', () => {
  test.each(['append.before-commit', 'sequencer.after-commit', 'sequencer.before-commit:25'])(
    'at %s while it registers: the repetition under the same key registers once',
    async (point) => {
      const dying = await installation.start('api', dyingAt(point));
      const key = randomUUID();
      const first = await askToRegister(dying.api, target.superuserUrl, named(key)).catch(() => null);
      await diedByItsOwnHand(dying);
      const { api } = await installation.start('api');
      const again = await waitFor(
        async () => {
          const answer = await askToRegister(api, target.superuserUrl, named(key));
          return answer.status === 201 ? answer : undefined;
        },
        { timeoutMs: crashPatienceMs, what: 'the repetition to be answered' },
      );
      if (first?.status === 201) expect(again.body).toEqual(first.body);
      expect(await eventsOf('IntegrationRegistered')).toBe(1);
      await expectSoundLog(database);
    },
  );

  test.each(['append.before-commit', 'append.after-commit'])(
    'at %s while it renames: the repetition under the same key renames once',
    async (point) => {
      const healthy = await installation.start('api');
      const { integration_id } = await register(healthy.api, target.superuserUrl);
      const dying = await installation.start('api', dyingAt(point));
      const rename = (api: Api) =>
        api.call('PATCH', `/integrations/${integration_id}`, {
          body: { name: 'renamed' },
          headers: { 'idempotency-key': 'rename' },
        });
      await expect(rename(dying.api)).rejects.toThrow('fetch failed');
      await diedByItsOwnHand(dying);
      expect(await eventsOf('IntegrationRenamed')).toBe(point === 'append.after-commit' ? 1 : 0);
      // The key is locked by the attempt that died; its time is over when the lock is.
      await database.ownerPool.query(
        `update api.idempotency_keys set locked_until = now() where answer is null`,
      );
      expect((await rename(healthy.api)).status).toBe(200);
      expect(await eventsOf('IntegrationRenamed')).toBe(1);
      await expectSoundLog(database);
    },
  );
});

describe('a projector that dies', () => {
  test('at consumer.inside-transaction: the next one applies the batch, once', async () => {
    const { api } = await installation.start('api');
    await installation.start('worker');
    const dying = await installation.start('projector', dyingAt('consumer.inside-transaction'));
    const { sync_id } = await register(api, target.superuserUrl);
    await diedByItsOwnHand(dying);
    await installation.start('projector');
    await untilCompleted(api, sync_id);
    expect(await count(`select count(*) from read_model.objects where kind = 'table'`)).toBe(tableCount);
    expect(await eventsOf('SyncCompleted')).toBe(1);
    await expectSoundLog(database);
  });
});

describe('a worker that dies', () => {
  test.each([
    'append.before-commit',
    'lease.after-claim',
    'sync.after-page',
    'sync.before-end',
    'lease.before-settle',
  ])('at %s: another one takes the sync over and ends it, each object once', async (point) => {
    const { api } = await installation.start('api');
    await installation.start('projector');
    const dying = await installation.start('worker', { ...shortLease, ...dyingAt(point) });
    const { sync_id } = await register(api, target.superuserUrl);
    await diedByItsOwnHand(dying);
    expect(await eventsOf('SyncCompleted')).toBe(0);
    await installation.start('worker', shortLease);
    await untilCompleted(api, sync_id);
    const tables = `from event_store.events where type = 'ObjectDiscovered' and data->'object'->>'kind' = 'table'`;
    expect(await count(`select count(*) ${tables}`)).toBe(tableCount);
    expect(await count(`select count(distinct data->'object'->>'identity') ${tables}`)).toBe(tableCount);
    expect(await eventsOf('SyncCompleted')).toBe(1);
    expect(await count(`select attempt from jobs.jobs where job_id = '${sync_id}'`)).toBe(2);
    await expectSoundLog(database);
  });
});

test('production refuses to be told where to die', async () => {
  await expect(
    installation.start('worker', { ...dyingAt('sync.after-page'), NODE_ENV: 'production' }),
  ).rejects.toThrow('CADASTRE_CRASH_AT must not be set with NODE_ENV=production');
});

test('a place that does not exist is refused by name', async () => {
  await expect(installation.start('worker', dyingAt('somewhere'))).rejects.toThrow(
    /CADASTRE_CRASH_AT must be name or name:n, name one of append\.before-commit/,
  );
});
