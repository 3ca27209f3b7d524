import { setTimeout as pause } from 'node:timers/promises';
import type { Admin, ITopicConfig, Kafka } from 'kafkajs';
import { checkTopic, type FoundTopic } from './check-topic.ts';
import type { TopicSettings } from './kafka-options.ts';
import { ConfigResourceTypes } from './kafkajs.ts';
import { leastMessageBytes } from './message-limits.ts';
import { TopicNames, isDeadLetters } from './topic-names.ts';

/** A dead letter waits for a person. */
const leastDeadLetterRetentionMs = 30 * 24 * 60 * 60 * 1_000;

/**
 * Makes the topics that are not there, and looks at those that are. Any number of processes may do it at once.
 *
 * @returns the names of those made now
 * @throws TopicUnusable for the first one that is not as it has to be
 */
export const ensureTopics = async (kafka: Kafka, settings: TopicSettings): Promise<string[]> => {
  const names = new TopicNames(settings.prefix);
  const admin = kafka.admin();
  await admin.connect();
  try {
    const wanted = [...names.events, ...names.deadLetters];
    const there = new Set(await admin.listTopics());
    const missing = wanted.filter((topic) => !there.has(topic));
    if (missing.length > 0) await createTopics(admin, missing, settings);
    const found = await whenKnown(() => findTopics(admin, names.events));
    for (const topic of found) checkTopic(topic, settings);
    return missing;
  } finally {
    await admin.disconnect();
  }
};

const createTopics = async (
  admin: Admin,
  topics: readonly string[],
  settings: TopicSettings,
): Promise<void> => {
  await admin.createTopics({
    waitForLeaders: false, // the client's own way fails while the news of a topic is on its way
    topics: topics.map((topic) => newTopic(topic, settings)),
  });
};

const knownLater = new Set(['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE']);
const newsTimeoutMs = 10_000;

/** A topic that was made a moment ago is not known to every broker yet. */
const whenKnown = async <T>(ask: () => Promise<T>): Promise<T> => {
  const deadline = performance.now() + newsTimeoutMs;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const { type = '' } = error as { type?: string };
      if (!knownLater.has(type) || performance.now() > deadline) throw error;
      await pause(100);
    }
  }
};

const newTopic = (topic: string, settings: TopicSettings): ITopicConfig => {
  const { partitions, replicationFactor, retentionMs } = settings;
  const retention = isDeadLetters(topic) ? Math.max(retentionMs, leastDeadLetterRetentionMs) : retentionMs;
  return {
    topic,
    numPartitions: partitions,
    replicationFactor: replicationFactor ?? -1, // the cluster's default
    configEntries: [
      { name: 'cleanup.policy', value: 'delete' },
      { name: 'retention.ms', value: String(retention) },
      { name: 'max.message.bytes', value: String(leastMessageBytes) },
    ],
  };
};

const findTopics = async (admin: Admin, names: readonly string[]): Promise<FoundTopic[]> => {
  const { topics } = await admin.fetchTopicMetadata({ topics: [...names] });
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: names.map((name) => ({
      type: ConfigResourceTypes.TOPIC,
      name,
      configNames: ['cleanup.policy', 'max.message.bytes', 'compression.type'],
    })),
  });
  return topics.map(({ name, partitions }) => {
    const entries = resources.find(({ resourceName }) => resourceName === name)?.configEntries ?? [];
    const valueOf = (setting: string): string =>
      entries.find(({ configName }) => configName === setting)?.configValue ?? '';
    return {
      name,
      partitions: partitions.length,
      cleanupPolicy: valueOf('cleanup.policy'),
      maxMessageBytes: Number(valueOf('max.message.bytes')),
      compressionType: valueOf('compression.type'),
    };
  });
};
