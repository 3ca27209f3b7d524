import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { deadLettersOf } from '@cadastre/event-bus';
import { getParkedKey, getParkedRequest, retryParkedKey } from '@cadastre/projections';
import { anId, testKafka, waitFor } from '@cadastre/testing';
import { expectEachOnce } from '../contract/delivery.contract.ts';
import { KafkaLedger } from '../contract/kafka-ledger.ts';
import type { LedgerWorld } from '../contract/ledger-world.ts';
import { poison } from '../fixtures/ledger.ts';

const { describe, brokers } = await testKafka(import.meta.url);

describe('dead letters', () => {
  let ledger: KafkaLedger;
  let world: LedgerWorld;

  beforeEach(async () => {
    ledger = await KafkaLedger.open(brokers);
    ({ world } = ledger);
  });
  afterEach(() => ledger.close());

  const parked = { projection: 'ledger', key: anId(1) };
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
    for (const owner of ['m-1', 'm-2', 'm-3']) ledger.members.join(owner);
    await notes(1, poison, 3, 4);
    await world.caughtUp();
    await sent(2);
    expect(await ledger.deadLetters()).toMatchObject([
      {
        topic: deadLettersOf(ledger.topic),
        reason: 'not-applied',
        detail: 'new row for relation "entries" violates check constraint "not_poison"',
        group: ledger.names.group('ledger'),
        event: { projection: 'ledger', position: 2, class: '23514', type: 'LedgerSync' },
      },
    ]);
    expect(await retry()).toBe('stuck');
    ledger.members.join('m-4');
    await notes(5);
    await world.caughtUp();
    // Another event, another letter: this one comes after whatever would have been sent about the first.
    await world.db.ownerPool.query(
      'alter table ledger.entries drop constraint not_poison, add constraint not_four check (n <> 4) not valid',
    );
    expect(await retry()).toBe('stuck');
    await sent(4);
    expect((await ledger.deadLetters()).map(({ event }) => event?.position).sort()).toEqual([2, 4]);
    await world.db.ownerPool.query('alter table ledger.entries drop constraint not_four');
    expect(await retry()).toBe('freed');
    await expectEachOnce(world);
  }, 120_000);

  test('what is none of ours is told apart, and nothing of it is applied or shown', async () => {
    ledger.members.join();
    await ledger.untilConsuming(() => notes(1));
    const headers = { cadastre_dlq_projection: 'ledger', cadastre_dlq_position: 'all', ce_type: 'x' };
    await ledger.produce({ messages: [{ key: anId(1), value: '{"password":"hunter2"}', headers }] });
    const letters = async () => {
      const all = await ledger.deadLetters();
      return all.length > 0 ? all : null;
    };
    const found = await waitFor(letters, { what: 'the dead letter', timeoutMs: 20_000 });
    expect(found).toMatchObject([{ reason: 'header-missing', detail: 'ce_specversion', event: null }]);
    expect(JSON.stringify(found)).not.toContain('hunter2');
    await notes(2);
    await world.caughtUp();
    await expectEachOnce(world);
  }, 120_000);
});
