import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { readSettings } from '@cadastre/service-runtime';
import { kafkaOptionsOf } from './kafka-settings.ts';
import { platformSettings } from '../settings.ts';

const schema = z.object(platformSettings);
const cert = '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----';
const key = '-----BEGIN EC PRIVATE KEY-----\nCANARY==\n-----END EC PRIVATE KEY-----';

const optionsOf = (environment: Record<string, string>) =>
  kafkaOptionsOf(
    readSettings(schema, {
      CADASTRE_DATABASE_URL: 'postgres://localhost/x',
      CADASTRE_KEY_FILE: 'key',
      ...environment,
    }),
  );
const CADASTRE_KAFKA_BROKERS = 'a.example:9092, 10.0.0.1:9093';

describe('settings of Kafka', () => {
  test('without brokers there is none', () => {
    expect(optionsOf({})).toBeNull();
    expect(optionsOf({ CADASTRE_KAFKA_BROKERS: '' })).toBeNull();
  });

  test('brokers alone are enough', () => {
    expect(optionsOf({ CADASTRE_KAFKA_BROKERS })).toEqual({
      brokers: ['a.example:9092', '10.0.0.1:9093'],
      tls: undefined,
      sasl: undefined,
      clientId: 'cadastre',
      topics: { prefix: 'cadastre', partitions: 12, replicationFactor: undefined, retentionMs: 604_800_000 },
    });
  });

  test('a certificate means TLS, and a login is taken as a whole', () => {
    const options = optionsOf({
      CADASTRE_KAFKA_BROKERS,
      CADASTRE_KAFKA_TLS_CA: cert,
      CADASTRE_KAFKA_SASL_MECHANISM: 'scram-sha-512',
      CADASTRE_KAFKA_SASL_USERNAME: 'cadastre',
      CADASTRE_KAFKA_SASL_PASSWORD: 'CANARY',
    });
    expect(options?.tls).toEqual({ ca: cert, cert: undefined, key: undefined });
    expect(options?.sasl).toEqual({ mechanism: 'scram-sha-512', username: 'cadastre', password: 'CANARY' });
    expect(optionsOf({ CADASTRE_KAFKA_BROKERS, CADASTRE_KAFKA_TLS: 'true' })?.tls).toBeDefined();
  });

  test.each([
    ['CADASTRE_KAFKA_BROKERS', { CADASTRE_KAFKA_BROKERS: 'kafka://CANARY' }],
    ['CADASTRE_KAFKA_BROKERS', { CADASTRE_KAFKA_BROKERS: 'CANARY' }],
    ['CADASTRE_KAFKA_BROKERS', { CADASTRE_KAFKA_BROKERS: '[::1]:9092' }],
    ['CADASTRE_KAFKA_TLS', { CADASTRE_KAFKA_TLS: 'false', CADASTRE_KAFKA_TLS_CA: cert }],
    ['CADASTRE_KAFKA_TLS_CA', { CADASTRE_KAFKA_TLS_CA: '/CANARY.pem' }],
    ['CADASTRE_KAFKA_TLS_KEY', { CADASTRE_KAFKA_TLS_CERT: cert }],
    ['CADASTRE_KAFKA_TLS_KEY', { CADASTRE_KAFKA_TLS_KEY: 'CANARY' }],
    ['CADASTRE_KAFKA_TLS_CERT', { CADASTRE_KAFKA_TLS_CERT: cert, CADASTRE_KAFKA_TLS_KEY: key }],
    ['CADASTRE_KAFKA_SASL_MECHANISM', { CADASTRE_KAFKA_SASL_MECHANISM: 'CANARY' }],
    ['CADASTRE_KAFKA_SASL_MECHANISM', { CADASTRE_KAFKA_SASL_PASSWORD: 'CANARY' }],
    [
      'CADASTRE_KAFKA_SASL_PASSWORD',
      { CADASTRE_KAFKA_SASL_MECHANISM: 'plain', CADASTRE_KAFKA_SASL_USERNAME: 'CANARY' },
    ],
    ['CADASTRE_KAFKA_PARTITIONS', { CADASTRE_KAFKA_PARTITIONS: '0' }],
    ['CADASTRE_KAFKA_TOPIC_PREFIX', { CADASTRE_KAFKA_TOPIC_PREFIX: 'a b' }],
  ])('%s is refused by name, without its value: %j', (name, environment) => {
    const read = () => optionsOf({ CADASTRE_KAFKA_BROKERS, ...environment });
    expect(read).toThrow(`${name} `);
    expect(read).not.toThrow('CANARY');
  });
});
