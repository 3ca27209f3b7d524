import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ConfigResourceTypes, type Admin } from 'kafkajs';
import { silentLog } from '@cadastre/service-runtime';
import { testKafka } from '@cadastre/testing';
import { ensureTopics } from '../../src/kafka/ensure-topics.ts';
import { kafkaClient } from '../../src/kafka/kafka-client.ts';
import { TopicNames } from '../../src/kafka/topic-names.ts';
import { TopicUnusable } from '../../src/kafka/topic-unusable.ts';
import { kafkaOptions } from '../support/kafka-topics.ts';

const { describe, brokers } = await testKafka(import.meta.url);

describe('topics', () => {
  const client = kafkaClient(kafkaOptions(brokers), silentLog);
  let admin: Admin;
  beforeAll(async () => {
    admin = client.admin();
    await admin.connect();
  });
  afterAll(() => admin.disconnect());

  test('are made as they have to be, whoever comes first', async () => {
    const { topics } = kafkaOptions(brokers);
    const names = new TopicNames(topics.prefix);
    await Promise.all([1, 2, 3].map(() => ensureTopics(client, topics)));
    expect(await ensureTopics(client, topics)).toEqual([]);
    const wanted = [...names.events, ...names.deadLetters];
    const made = await admin.fetchTopicMetadata({ topics: wanted });
    expect(made.topics.map(({ partitions }) => partitions.length)).toEqual(wanted.map(() => 3));
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: wanted.map((name) => ({
        type: ConfigResourceTypes.TOPIC,
        name,
        configNames: ['retention.ms'],
      })),
    });
    const month = String(30 * 24 * 3_600_000);
    expect(
      Object.fromEntries(
        resources.map(({ resourceName, configEntries }) => [resourceName, configEntries[0]?.configValue]),
      ),
    ).toEqual(Object.fromEntries(wanted.map((name) => [name, name.endsWith('.dlq') ? month : '3600000'])));
  });

  test.each([
    ['too few partitions', 2, 'delete', '10485760', ['2 partitions', '--partitions 3']],
    ['too many partitions', 5, 'delete', '10485760', ['5 partitions', 'CADASTRE_KAFKA_PARTITIONS=5']],
    ['compaction', 3, 'compact', '10485760', ['cleanup.policy=compact']],
    ['compaction beside deletion', 3, 'compact,delete', '10485760', ['cleanup.policy']],
    ['small messages', 3, 'delete', '1048576', ['max.message.bytes=1048576']],
  ])(
    'with %s are refused by name, and left as they are',
    async (...[, numPartitions, policy, bytes, says]) => {
      const { topics } = kafkaOptions(brokers);
      const topic = `${topics.prefix}.sync.v1`;
      const configEntries = [
        { name: 'cleanup.policy', value: policy },
        { name: 'max.message.bytes', value: bytes },
      ];
      await admin.createTopics({ waitForLeaders: false, topics: [{ topic, numPartitions, configEntries }] });
      const refused = await ensureTopics(client, topics).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(TopicUnusable);
      const { message, hint, facts } = refused as TopicUnusable;
      expect(facts['topic']).toBe(topic);
      for (const part of says) expect(`${message} ${hint}`).toContain(part);
      const [left] = (await admin.fetchTopicMetadata({ topics: [topic] })).topics;
      expect(left?.partitions).toHaveLength(numPartitions);
    },
  );
});
