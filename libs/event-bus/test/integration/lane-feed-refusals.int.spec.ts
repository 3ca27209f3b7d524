import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Admin, Kafka } from 'kafkajs';
import { silentLog } from '@cadastre/service-runtime';
import { testKafka, waitFor } from '@cadastre/testing';
import { KafkaLaneFeed } from '../../src/consume/kafka-lane-feed.ts';
import { ensureTopics } from '../../src/kafka/ensure-topics.ts';
import { kafkaClient } from '../../src/kafka/kafka-client.ts';
import { deadLettersOf, TopicNames } from '../../src/kafka/topic-names.ts';
import { kafkaOptions } from '../support/kafka-topics.ts';

const { describe, brokers } = await testKafka(import.meta.url);
const forged = 100;

describe('a member of a group into whose topic somebody else writes', () => {
  const { topics } = kafkaOptions(brokers, { partitions: 1 });
  const names = new TopicNames(topics.prefix);
  const topic = names.ofCategory('integration');
  const projection = { projection: 'spec.applied', version: 1 };
  let kafka: Kafka;
  let admin: Admin;

  beforeEach(async () => {
    kafka = kafkaClient(kafkaOptions(brokers), silentLog);
    await ensureTopics(kafka, topics);
    admin = kafka.admin();
    await admin.connect();
    const groupId = names.members({ ...projection, lanes: 1 });
    await admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset: '0' }] });
    const producer = kafka.producer();
    await producer.connect();
    await producer.send({ topic, messages: Array.from({ length: forged }, () => ({ value: 'forged' })) });
    await producer.disconnect();
  });
  afterEach(() => admin.disconnect());

  test('has a line for the first that it refuses, and says at its end how many more there were', async () => {
    const lines: { readonly facts: object; readonly message: string }[] = [];
    let counted = 0;
    const feed = new KafkaLaneFeed({
      ...projection,
      kafka,
      names,
      lanes: 1,
      types: ['IntegrationRenamed'],
      readKeys: () => Promise.resolve(new Map()),
      log: { ...silentLog, error: (facts, message) => void lines.push({ facts, message }) },
      counted: (what, count) => void (counted += what === 'dead-letters' ? count : 0),
      receiver: {
        assigned: () => undefined,
        receive: () => Promise.resolve(true),
        position: () => 0,
      },
    });
    feed.start();
    await waitFor(() => counted >= forged, { what: 'all to be refused', timeoutMs: 30_000 });
    await feed.stop();
    expect(lines.slice(0, 20).every(({ message }) => message === 'message dead-lettered')).toBe(true);
    expect(lines.slice(20)).toMatchObject([
      {
        message: 'further messages dead-lettered',
        facts: { counts: { 'header-missing': forged - 20 }, last: { topic, offset: String(forged - 1) } },
      },
    ]);
    const [letters] = await admin.fetchTopicOffsets(deadLettersOf(topic));
    expect(letters?.high).toBe(String(forged));
  });
});
