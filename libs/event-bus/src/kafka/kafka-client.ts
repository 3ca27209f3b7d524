import type { Kafka as Client, SASLOptions } from 'kafkajs';
import type { Log } from '@cadastre/service-runtime';
import { isKafkajsPatched, Kafka } from './kafkajs.ts';
import { kafkaLog } from './kafka-log.ts';
import type { KafkaOptions, KafkaTls } from './kafka-options.ts';

/** Connects to nothing yet: producers, consumers and admins of it do. */
export const kafkaClient = (options: KafkaOptions, log: Log): Client => {
  if (!isKafkajsPatched)
    log.warn(
      {},
      'kafkajs is as published: install with scripts (npm ci), which patches it, or let nobody else write into the topics',
    );
  return new Kafka({
    brokers: [...options.brokers],
    clientId: options.clientId,
    ...(options.tls && { ssl: tlsOf(options.tls) }),
    ...(options.sasl && { sasl: options.sasl as SASLOptions }),
    connectionTimeout: 3_000,
    authenticationTimeout: 5_000,
    requestTimeout: 15_000,
    // Short: whoever calls knows more about waiting (its lease, its backoff) than the client does.
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 5 },
    logCreator: kafkaLog(log),
  });
};

const tlsOf = ({ ca, cert, key }: KafkaTls) => ({
  ...(ca !== undefined && { ca: [ca] }),
  ...(cert !== undefined && { cert }),
  ...(key !== undefined && { key }),
});
