import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { createTestDatabase, testKafka, waitFor, type TestDatabase } from '@cadastre/testing';
import { countIn, crashPatienceMs, diedByItsOwnHand, dyingAt, expectSoundLog } from './support/crashes.ts';
import { askToRegister, register, untilCompleted } from './support/registration.ts';
import { Installation } from './support/services.ts';

const { describe, brokers } = await testKafka(import.meta.url);

/** Several lanes' worth of pages. */
const tableCount = 600;
jest.setTimeout(180_000);

describe('with Kafka', () => {
  let database: TestDatabase;
  let target: TestDatabase;
  let installation: Installation;
  let settings: Record<string, string>;

  beforeEach(async () => {
    [database, target] = await Promise.all([
      createTestDatabase({ schemas: [] }),
      createTestDatabase({ schemas: [] }),
    ]);
    await target.ownerPool.query(
      `do $$ begin for n in 1..${tableCount} loop execute format('create table t%s (id bigint primary key)', n); end loop; end $$`,
    );
    installation = new Installation(database);
    settings = {
      CADASTRE_KAFKA_BROKERS: brokers.join(','),
      CADASTRE_KAFKA_TOPIC_PREFIX: `e2e-${randomUUID().slice(0, 8)}`,
      CADASTRE_KAFKA_PARTITIONS: '4',
    };
  });
  afterEach(async () => {
    await installation.stop();
    await Promise.all([database.drop(), target.drop()]);
  });

  const count = (sql: string): Promise<number> => countIn(database, sql);
  /** Everything in the log, everything in the topics, and everything in the rows, once. */
  const expectAllOnce = async (): Promise<void> => {
    await expectSoundLog(database);
    const head = await count('select last_position from event_store.sequencer');
    await waitFor(async () => (await count('select position from event_bus.relay')) === head, {
      timeoutMs: crashPatienceMs,
      what: 'the relay to be at the head of the log',
    });
    expect(await count(`select count(*) from read_model.objects where kind = 'table'`)).toBe(tableCount);
    expect(await count('select count(*) from read_model.integrations')).toBe(1);
    expect(await count('select count(*) from projections.parked_keys')).toBe(0);
    expect(await count(`select count(*) from event_store.events where type = 'SyncCompleted'`)).toBe(1);
  };

  test('a relay that dies at relay.after-send: what brokers have and the checkpoint does not comes again, and does no harm', async () => {
    // The only process there is: it leads.
    const dying = await installation.start('api', { ...settings, ...dyingAt('relay.after-send') });
    const asked = { headers: { 'idempotency-key': randomUUID() } };
    await askToRegister(dying.api, target.superuserUrl, asked).catch(() => null);
    await diedByItsOwnHand(dying);
    expect(await count('select position from event_bus.relay')).toBe(0);
    const [{ api }] = await Promise.all([
      installation.start('api', settings),
      installation.start('worker', settings),
      installation.start('projector', settings),
    ]);
    const { body } = await waitFor(
      async () => {
        const answer = await askToRegister(api, target.superuserUrl, asked);
        return answer.status === 201 ? answer : undefined;
      },
      { timeoutMs: crashPatienceMs, what: 'the repetition to be answered' },
    );
    await untilCompleted(api, body.sync_id);
    await expectAllOnce();
  });

  test.each(['consumer.inside-transaction:3', 'consumer.before-offset-commit:2'])(
    'a projector that dies at %s: another one applies what is left, once',
    async (point) => {
      const [{ api }] = await Promise.all([
        installation.start('api', settings),
        installation.start('worker', settings),
      ]);
      const dying = await installation.start('projector', { ...settings, ...dyingAt(point) });
      const { sync_id } = await register(api, target.superuserUrl);
      await diedByItsOwnHand(dying);
      await installation.start('projector', settings);
      await untilCompleted(api, sync_id);
      await expectAllOnce();
    },
  );
});
