import { startKafkaContainer } from '../kafka/kafka-container.ts';
import { startKafka } from '../kafka/start-kafka.ts';
import type { TestServer } from './test-server.ts';

/**
 * `CADASTRE_TEST_KAFKA_BROKERS`: brokers that run already. `CADASTRE_TEST_KAFKA=testcontainers`: a container. Otherwise
 * Apache Kafka itself, with Java, on a folder of its own.
 */
export const startTestBroker = async (): Promise<TestServer> => {
  const url = process.env.CADASTRE_TEST_KAFKA_BROKERS;
  if (url) return { url, stop: async () => undefined };
  const kafka = await start();
  return { url: kafka.brokers.join(','), stop: () => kafka.stop() };
};

const start = async (): Promise<{ brokers: readonly string[]; stop(): Promise<void> }> => {
  const kind = process.env.CADASTRE_TEST_KAFKA ?? 'java';
  switch (kind) {
    case 'java':
      return startKafka();
    case 'testcontainers':
      return startKafkaContainer();
    default:
      throw new Error(`CADASTRE_TEST_KAFKA is ${kind}: it must be java or testcontainers`);
  }
};
