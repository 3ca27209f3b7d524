import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { deadLettersOf, kafkaClient, readDeadLetters, type DeadLetterHead } from '@cadastre/event-bus';
import { getParkedKey, getParkedRequest, retryParkedKey } from '@cadastre/projections';
import { silentLog } from '@cadastre/service-runtime';
import { anId, testKafka, waitFor } from '@cadastre/testing';
import { untilConsuming } from '../contract/consuming.ts';
import { expectEachOnce } from '../contract/delivery.contract.ts';
import { kafkaTransport } from '../contract/kafka-transport.ts';
import { LedgerWorld } from '../contract/ledger-world.ts';
import { Members } from '../contract/members.ts';
import { poison } from '../fixtures/ledger.ts';

const { describe, brokers } = await testKafka(import.meta.url);

describe('dead letters', () => {
  let world: LedgerWorld;
  let transport: Awaited<ReturnType<typeof kafkaTransport>>;
  let members: Members;

  beforeEach(async () => {
    world = await LedgerWorld.open();
    transport = await kafkaTransport(world, brokers);
    members = new Members(world, transport.kafka);
  });
  afterEach(async () => {
    await members.end();
    await transport.close();
    await world.close();
  });

  const parked = { projection: 'ledger', key: anId(1) };
  const letters = async (): Promise<DeadLetterHead[]> => {
    const found: DeadLetterHead[] = [];
    const kafka = kafkaClient(transport.kafka, silentLog);
    await readDeadLetters(kafka, transport.names, (head) => void found.push(head));
    return found;
  };
  const retry = async (): Promise<string | null | undefined> => {
    const { requestId } = await retryParkedKey(world.db.pool, { ...parked, requestedBy: 'user:test' });
    const done = await waitFor(async () => {
      const request = await getParkedRequest(world.db.pool, requestId);
      return request?.outcome == null ? null : request;
    });
    return done.outcome;
  };
  const sent = (position: number) =>
    waitFor(async () => (await getParkedKey(world.db.pool, parked))?.deadLetteredPosition === position, {
      what: 'the dead letter to be sent',
      timeoutMs: 20_000,
    });
  const notes = (...numbers: number[]) =>
    world.put(
      1,
      'sync',
      numbers.map((n) => world.event(1, 'sync', n)),
    );

  test('there is one about an event that cannot be applied, whoever tries again in vain, and a retry has it from the log', async () => {
    for (const owner of ['m-1', 'm-2', 'm-3']) members.join(owner);
    await notes(1, poison, 3, 4);
    await world.caughtUp();
    await sent(2);
    expect(await letters()).toMatchObject([
      {
        topic: deadLettersOf(transport.names.ofCategory('sync')),
        reason: 'not-applied',
        detail: 'new row for relation "entries" violates check constraint "not_poison"',
        group: transport.names.group('ledger'),
        event: { projection: 'ledger', position: 2, class: '23514', type: 'LedgerSync' },
      },
    ]);
    expect(await retry()).toBe('stuck');
    members.join('m-4');
    await notes(5);
    await world.caughtUp();
    // Another event, another letter: this one comes after whatever would have been sent about the first.
    await world.db.ownerPool.query(
      'alter table ledger.entries drop constraint not_poison, add constraint not_four check (n <> 4) not valid',
    );
    expect(await retry()).toBe('stuck');
    await sent(4);
    expect((await letters()).map(({ event }) => event?.position).sort()).toEqual([2, 4]);
    await world.db.ownerPool.query('alter table ledger.entries drop constraint not_four');
    expect(await retry()).toBe('freed');
    await expectEachOnce(world);
  }, 120_000);

  test('what is none of ours is told apart, and nothing of it is applied or shown', async () => {
    members.join();
    const kafka = kafkaClient(transport.kafka, silentLog);
    const admin = kafka.admin();
    await admin.connect();
    const group = transport.names.members({ projection: 'ledger', version: 1, lanes: 6 });
    await untilConsuming(admin, group, () => notes(1));
    await admin.disconnect();
    const producer = kafka.producer();
    await producer.connect();
    const headers = { cadastre_dlq_projection: 'ledger', cadastre_dlq_position: 'all', ce_type: 'x' };
    await producer.send({
      topic: transport.names.ofCategory('sync'),
      messages: [{ key: anId(1), value: '{"password":"hunter2"}', headers }],
    });
    await producer.disconnect();
    const found = await waitFor(async () => ((await letters()).length > 0 ? letters() : null), {
      what: 'the dead letter',
      timeoutMs: 20_000,
    });
    expect(found).toMatchObject([{ reason: 'header-missing', detail: 'ce_specversion', event: null }]);
    expect(JSON.stringify(found)).not.toContain('hunter2');
    await notes(2);
    await world.caughtUp();
    await expectEachOnce(world);
  }, 120_000);
});
