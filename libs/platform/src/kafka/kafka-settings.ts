import { X509Certificate, createPrivateKey } from 'node:crypto';
import { z } from 'zod';
import type { KafkaLogin, KafkaOptions, KafkaTls } from '@cadastre/event-bus';
import { SettingsInvalid, readSettings } from '@cadastre/service-runtime';
import { platformSettings } from '../settings.ts';

type Environment = z.output<z.ZodObject<typeof platformSettings>>;
export type KafkaSettings = Pick<Environment, Extract<keyof Environment, `CADASTRE_KAFKA_${string}`>>;

const hour = 60 * 60 * 1_000;

/**
 * Null where no brokers are set: then consumers read the log.
 *
 * @throws SettingsInvalid for settings that do not go together
 */
export const kafkaOptionsOf = (settings: KafkaSettings): KafkaOptions | null => {
  const { CADASTRE_KAFKA_BROKERS: brokers } = settings;
  if (brokers === undefined || brokers.length === 0) return null;
  return {
    brokers,
    tls: tlsOf(settings),
    sasl: loginOf(settings),
    clientId: settings.CADASTRE_KAFKA_CLIENT_ID,
    topics: {
      prefix: settings.CADASTRE_KAFKA_TOPIC_PREFIX,
      partitions: settings.CADASTRE_KAFKA_PARTITIONS,
      replicationFactor: settings.CADASTRE_KAFKA_REPLICATION_FACTOR,
      retentionMs: settings.CADASTRE_KAFKA_RETENTION_HOURS * hour,
    },
  };
};

/**
 * The same from the environment alone, for programs that need nothing but Kafka.
 *
 * @throws SettingsInvalid
 */
export const readKafkaOptions = (environment: NodeJS.ProcessEnv): KafkaOptions | null =>
  kafkaOptionsOf(readSettings(kafkaSchema, environment, { prefix: 'CADASTRE_KAFKA_' }) as KafkaSettings);

const kafkaSchema = z.object(
  Object.fromEntries(Object.entries(platformSettings).filter(([name]) => name.startsWith('CADASTRE_KAFKA_'))),
);

const tlsOf = (settings: KafkaSettings): KafkaTls | undefined => {
  const {
    CADASTRE_KAFKA_TLS: wanted,
    CADASTRE_KAFKA_TLS_CA: ca,
    CADASTRE_KAFKA_TLS_CERT: cert,
    CADASTRE_KAFKA_TLS_KEY: key,
  } = settings;
  const hasAny = [ca, cert, key].some((pem) => pem !== undefined);
  if (hasAny && wanted === false) refuse('CADASTRE_KAFKA_TLS', 'is false although a certificate is set');
  requirePair(cert, key);
  return (wanted ?? hasAny) ? { ca, cert, key } : undefined;
};

/** Together they fail only at the first connection, and there with words for nobody. */
const requirePair = (cert: string | undefined, key: string | undefined): void => {
  if (cert === undefined && key === undefined) return;
  if (key === undefined) return refuse('CADASTRE_KAFKA_TLS_KEY', 'is missing: a certificate is set');
  if (cert === undefined) return refuse('CADASTRE_KAFKA_TLS_CERT', 'is missing: its key is set');
  const found = attempt(() => new X509Certificate(cert));
  if (found === null) return refuse('CADASTRE_KAFKA_TLS_CERT', 'is not a certificate that can be read');
  const secret = attempt(() => createPrivateKey(key));
  if (secret === null)
    return refuse('CADASTRE_KAFKA_TLS_KEY', 'is not a key that can be read; one with a passphrase cannot');
  if (!found.checkPrivateKey(secret))
    refuse('CADASTRE_KAFKA_TLS_KEY', 'is not the key of CADASTRE_KAFKA_TLS_CERT');
};

const attempt = <T>(read: () => T): T | null => {
  try {
    return read();
  } catch {
    return null;
  }
};

const loginOf = (settings: KafkaSettings): KafkaLogin | undefined => {
  const {
    CADASTRE_KAFKA_SASL_MECHANISM: mechanism,
    CADASTRE_KAFKA_SASL_USERNAME: username,
    CADASTRE_KAFKA_SASL_PASSWORD: password,
  } = settings;
  if (mechanism === undefined) {
    if (username !== undefined || password !== undefined) {
      refuse('CADASTRE_KAFKA_SASL_MECHANISM', 'is missing: a username or a password is set');
    }
    return undefined;
  }
  if (username === undefined) return refuse('CADASTRE_KAFKA_SASL_USERNAME', 'is missing: a mechanism is set');
  if (password === undefined) return refuse('CADASTRE_KAFKA_SASL_PASSWORD', 'is missing: a mechanism is set');
  return { mechanism, username, password };
};

const refuse = (name: string, reason: string): never => {
  throw new SettingsInvalid([{ name, reason }]);
};
