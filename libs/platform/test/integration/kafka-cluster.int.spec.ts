import { afterAll, beforeAll, expect, test } from '@jest/globals';
import kafkajs from 'kafkajs';
import { readRelayState } from '@cadastre/event-bus';
import { startKafka, testKafka, waitFor, type RunningKafka } from '@cadastre/testing';
import { expectEachOnce } from '../contract/delivery.contract.ts';
import { KafkaLedger } from '../contract/kafka-ledger.ts';
import type { LedgerWorld } from '../contract/ledger-world.ts';

const { describe } = await testKafka(import.meta.url);

/** A node that says nothing for so long is taken for dead; by default that are nine seconds. */
const impatient = { 'broker.session.timeout.ms': '3000', 'broker.heartbeat.interval.ms': '500' };

describe('a cluster of three nodes', () => {
  let cluster: RunningKafka;
  let ledger: KafkaLedger;
  let world: LedgerWorld;

  beforeAll(async () => {
    cluster = await startKafka({ nodes: 3, settings: impatient });
    ledger = await KafkaLedger.open(cluster.brokers);
    ({ world } = ledger);
  }, 120_000);
  afterAll(async () => {
    await ledger?.close();
    await cluster?.stop();
  });

  const partitions = async () => {
    const { topics } = await ledger.admin.fetchTopicMetadata({ topics: [...ledger.names.events] });
    return topics.flatMap((topic) => topic.partitions);
  };

  test('keeps every topic three times, and acknowledges what two nodes have', async () => {
    expect((await partitions()).map(({ replicas }) => replicas.length)).toEqual(Array(18).fill(3));
    const { resources } = await ledger.admin.describeConfigs({
      includeSynonyms: false,
      resources: ledger.names.events.map((name) => ({
        type: kafkajs.ConfigResourceTypes.TOPIC,
        name,
        configNames: ['min.insync.replicas'],
      })),
    });
    expect(resources.map(({ configEntries }) => configEntries[0]?.configValue)).toEqual(['2', '2', '2']);
  });

  test('loses a node under load: the relay goes on without it, and nothing is lost', async () => {
    ledger.members.join('m-1');
    ledger.members.join('m-2');
    await world.append(500);
    await world.caughtUp();
    const flow = world.append(6_000);
    const [first] = await partitions();
    const leader = first?.leader ?? 1;
    await cluster.kill(leader);
    await flow;
    await world.caughtUp(60_000);
    expect(cluster.pid(leader)).toBeUndefined();
    const head = await world.numbered();
    await waitFor(async () => (await readRelayState(world.db.pool)).position === head, {
      what: 'the relay to reach the head without the node',
      timeoutMs: 60_000,
    });
    await waitFor(() => ledger.transport.status.condition.status === 'ok', { timeoutMs: 30_000 });
    await cluster.restart(leader);
    await world.append(500);
    await world.caughtUp(60_000);
    await expectEachOnce(world);
    const all = await world.expected();
    expect(await positionsInTopics(all.length)).toEqual(all);
  }, 240_000);

  /** Of all messages that are there, each once; waits for so many. */
  const positionsInTopics = async (count: number): Promise<number[]> => {
    const consumer = ledger.kafka.consumer({ groupId: 'reader', maxWaitTimeInMs: 250 });
    const found = new Set<number>();
    await consumer.connect();
    try {
      await consumer.subscribe({ topics: [...ledger.names.events], fromBeginning: true });
      await consumer.run({
        eachMessage: async ({ message }) =>
          void found.add(Number(message.headers?.['ce_position']?.toString())),
      });
      await waitFor(() => found.size >= count, { what: `${count} events in the topics`, timeoutMs: 60_000 });
    } finally {
      await consumer.disconnect();
    }
    return [...found].sort((a, b) => a - b);
  };
});
