import { freePort } from '../free-ports.ts';
import { nodeProperties } from './node-properties.ts';

const image = 'apache/kafka:4.1.1';
const inside = 9092;

/** One node in a container, where a Docker engine is; the image takes `server.properties` by the environment. */
export const startKafkaContainer = async (): Promise<{
  brokers: readonly string[];
  stop(): Promise<void>;
}> => {
  const { GenericContainer, Wait } = await import('testcontainers');
  const port = await freePort();
  const properties = {
    ...nodeProperties({ node: 1, port: inside, advertisedPort: port, controllerPorts: [9093] }),
    listeners: `PLAINTEXT://0.0.0.0:${inside},CONTROLLER://127.0.0.1:9093`,
  };
  const environment = Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [
      `KAFKA_${name.toUpperCase().replaceAll('.', '_')}`,
      value,
    ]),
  );
  const container = await new GenericContainer(image)
    .withEnvironment(environment)
    .withExposedPorts({ container: inside, host: port })
    .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/))
    .start();
  return { brokers: [`127.0.0.1:${port}`], stop: async () => void (await container.stop()) };
};
