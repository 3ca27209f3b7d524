import kafkajsPublished from 'kafkajs-published';
import { kafkaClient, type TopicSettings } from '@cadastre/event-bus';
import { silentLog } from '@cadastre/service-runtime';
import { KafkaMissing, startKafka } from '@cadastre/testing';

export type BenchKafka = {
  readonly brokers: readonly string[];
  readonly client: ReturnType<typeof kafkaClient>;
  /** kafkajs as it is on npm, without our patch of it. */
  readonly published: ReturnType<typeof kafkaClient>;
  readonly topics: (prefix: string) => TopicSettings;
  stop(): Promise<void>;
};

/**
 * A broker of the benchmark's own. Null where this machine lacks what it takes, which is said; in CI that is an error.
 */
export const startBenchKafka = async (bench: string): Promise<BenchKafka | null> => {
  try {
    const kafka = await startKafka();
    const topics = (prefix: string): TopicSettings => ({
      prefix,
      partitions: 12,
      replicationFactor: undefined,
      retentionMs: 3_600_000,
    });
    const client = kafkaClient(
      {
        brokers: kafka.brokers,
        tls: undefined,
        sasl: undefined,
        clientId: 'bench',
        topics: topics('bench'),
      },
      silentLog,
    );
    const { Kafka, logLevel } = kafkajsPublished;
    const published = new Kafka({
      brokers: [...kafka.brokers],
      clientId: 'bench',
      logLevel: logLevel.NOTHING,
    });
    return { brokers: kafka.brokers, client, published, topics, stop: () => kafka.stop() };
  } catch (error) {
    if (!(error instanceof KafkaMissing) || process.env.CI === 'true') throw error;
    process.stderr.write(`${bench} was not run. ${error.message}\n`);
    return null;
  }
};
