import { z } from 'zod';
import { saslMechanisms } from '@cadastre/event-bus';
import { logLevels } from '@cadastre/observability';
import { crashPointSetting } from '@cadastre/service-runtime';
import { tracingSettings } from './tracing/tracing-settings.ts';

/** A PostgreSQL URL of our own database. The message never repeats the value, which holds a password. */
const databaseUrl = z
  .string({ error: 'is required: the URL of the PostgreSQL database that holds the event store' })
  .regex(/^postgres(ql)?:\/\/[^\s]+$/, 'must look like postgres://user:password@host:5432/database');

export const integerSetting = (options: { min: number; max: number; default: number }) =>
  z.coerce
    .number({ error: `must be a whole number from ${options.min} to ${options.max}` })
    .int(`must be a whole number from ${options.min} to ${options.max}`)
    .min(options.min, `must be at least ${options.min}`)
    .max(options.max, `must be at most ${options.max}`)
    .default(options.default);

/** Undefined: no port at all. 0: any that is free. */
export const optionalPortSetting = () =>
  integerSetting({ min: 0, max: 65_535, default: 0 }).removeDefault().optional();

const flag = z.enum(['true', 'false'], { error: 'must be true or false' });

export const flagSetting = (byDefault: boolean) =>
  flag.default(byDefault ? 'true' : 'false').transform((text) => text === 'true');

/** Undefined where nobody said anything: the default depends on other settings. */
export const optionalFlagSetting = () => flag.transform((text) => text === 'true').optional();

const itemsOf = (text: string): string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

const listSetting = z.string().default('').transform(itemsOf);

/** The client cuts at the first colon: an address of IPv6 would be taken for something else. */
const brokers = z
  .string()
  .transform(itemsOf)
  .refine((places) => places.every((place) => /^[^\s:/[\]]+:\d{1,5}$/.test(place)), {
    error: 'must be host:port, several with commas between them; instead of an IPv6 address, a name',
  });

/** The message never repeats the value. */
const pem = (label: string) =>
  z
    .string()
    .regex(new RegExp(`-----BEGIN ([A-Z0-9]+ )*${label}-----`), `must be a PEM that holds a ${label}`)
    .optional();

/** What every service needs. Each field's name is the environment variable. */
export const platformSettings = {
  CADASTRE_DATABASE_URL: databaseUrl.meta({
    description:
      'Our own PostgreSQL database (14 or newer): event store, jobs, read models. A secret: prefer CADASTRE_DATABASE_URL_FILE.',
    example: 'postgres://cadastre:…@localhost:5432/cadastre',
  }),
  CADASTRE_DATABASE_OWNER_URL: databaseUrl.optional().meta({
    description:
      'The same database as the role that owns the tables and runs migrations. Unset: the role of CADASTRE_DATABASE_URL owns them itself.',
    example: '',
  }),
  CADASTRE_DATABASE_POOL_SIZE: integerSetting({ min: 2, max: 200, default: 10 }).meta({
    description: 'Connections to our own database, for each process.',
    example: '10',
  }),
  CADASTRE_KEY_FILE: z
    .string({ error: 'is required: the file that holds the key which encrypts credentials' })
    .min(1)
    .meta({
      description:
        'The file with the key-encryption key. All processes of one installation share it. `npm start` makes its own in the data folder; elsewhere: npm run cadastre -- make-key FILE.',
      example: '/etc/cadastre/key',
    }),
  CADASTRE_EGRESS_ALLOW: listSetting.meta({
    description:
      'Targets allowed although their range is denied: addresses in CIDR form or host:port, separated by commas.',
    example: '10.20.0.0/16,db.internal:5432',
  }),
  CADASTRE_EGRESS_ALLOW_PRIVATE: flagSetting(false).meta({
    description:
      'Allow targets in loopback and private ranges. `npm start` allows them unless NODE_ENV is production.',
    example: 'false',
  }),
  CADASTRE_KAFKA_BROKERS: brokers.optional().meta({
    description:
      'Some of the brokers of a Kafka, host:port with commas between them: events then go through it to all processes. Unset: consumers read the log itself.',
    example: '127.0.0.1:9092',
  }),
  CADASTRE_KAFKA_TLS: optionalFlagSetting().meta({
    description: 'Speak TLS with the brokers. Unset: yes, if one of the certificates is set.',
    example: 'true',
  }),
  CADASTRE_KAFKA_TLS_CA: pem('CERTIFICATE').meta({
    description:
      'PEM of the authority that signed the certificates of the brokers. Unset: those that Node knows.',
    example: '',
  }),
  CADASTRE_KAFKA_TLS_CERT: pem('CERTIFICATE').meta({
    description: 'PEM of our own certificate, where brokers ask for one.',
    example: '',
  }),
  CADASTRE_KAFKA_TLS_KEY: pem('PRIVATE KEY').meta({
    description: 'PEM of its key. A secret: prefer CADASTRE_KAFKA_TLS_KEY_FILE.',
    example: '',
  }),
  CADASTRE_KAFKA_SASL_MECHANISM: z
    .enum(saslMechanisms, { error: `must be one of ${saslMechanisms.join(', ')}` })
    .optional()
    .meta({ description: `How to log in at the brokers: ${saslMechanisms.join(', ')}.`, example: '' }),
  CADASTRE_KAFKA_SASL_USERNAME: z.string().optional().meta({ description: 'As whom.', example: '' }),
  CADASTRE_KAFKA_SASL_PASSWORD: z.string().optional().meta({
    description: 'A secret: prefer CADASTRE_KAFKA_SASL_PASSWORD_FILE.',
    example: '',
  }),
  CADASTRE_KAFKA_CLIENT_ID: z.string().min(1).max(200).default('cadastre').meta({
    description: 'What brokers show of us in their logs and quotas.',
    example: 'cadastre',
  }),
  CADASTRE_KAFKA_TOPIC_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$/, 'must be letters, digits, dots, dashes and underscores')
    .default('cadastre')
    .meta({
      description:
        'First part of the names of topics and consumer groups. Two installations at one Kafka need two.',
      example: 'cadastre',
    }),
  CADASTRE_KAFKA_PARTITIONS: integerSetting({ min: 1, max: 1_000, default: 12 }).meta({
    description:
      'Partitions of each topic: so many processes at most project at the same time. The same for all processes.',
    example: '12',
  }),
  CADASTRE_KAFKA_REPLICATION_FACTOR: integerSetting({ min: 1, max: 100, default: 1 })
    .removeDefault()
    .optional()
    .meta({
      description: 'Of topics that we make. Unset: the default of the cluster.',
      example: '3',
    }),
  CADASTRE_KAFKA_RETENTION_HOURS: integerSetting({ min: 1, max: 87_600, default: 168 }).meta({
    description: 'How long topics that we make keep events. The log keeps them for ever.',
    example: '168',
  }),
  CADASTRE_LOG_LEVEL: z
    .enum(logLevels, { error: `must be one of ${logLevels.join(', ')}` })
    .default('info')
    .meta({ description: 'debug, info, warn, error or silent.', example: 'info' }),
  CADASTRE_CRASH_AT: crashPointSetting.meta({
    description:
      'For tests of what survives a crash, refused in production: the process kills itself at this place in the code, name or name:n for the n-th time.',
    example: '',
  }),
  NODE_ENV: z
    .string()
    .optional()
    .meta({ description: 'production refuses what is only fit for one machine.', example: 'production' }),
  ...tracingSettings,
} as const;

/** Every setting of every service and test run: a variable CADASTRE_… that is not here is a typing error. */
export const everySettingName: readonly string[] = [
  ...Object.keys(platformSettings),
  'CADASTRE_ALLOW_EMPTY_PASSWORD',
  'CADASTRE_AUTH',
  'CADASTRE_DATA_DIR',
  'CADASTRE_DROP_GUARD_PERCENT',
  'CADASTRE_GRPC_HOST',
  'CADASTRE_GRPC_PORT',
  'CADASTRE_HTTP_HOST',
  'CADASTRE_HTTP_PORT',
  'CADASTRE_PROJECTOR_BATCH_SIZE',
  'CADASTRE_PROJECTOR_HTTP_HOST',
  'CADASTRE_PROJECTOR_HTTP_PORT',
  'CADASTRE_TEST_DATABASE',
  'CADASTRE_TEST_DATABASE_URL',
  'CADASTRE_TEST_KAFKA',
  'CADASTRE_TEST_KAFKA_BROKERS',
  'CADASTRE_TEST_REQUIRE_KAFKA',
  'CADASTRE_WORKER_CLAIM_BATCH',
  'CADASTRE_WORKER_HEARTBEAT_SECONDS',
  'CADASTRE_WORKER_HTTP_HOST',
  'CADASTRE_WORKER_HTTP_PORT',
  'CADASTRE_WORKER_LEASE_SECONDS',
  'CADASTRE_WORKER_MAX_CONCURRENT_TASKS',
  'CADASTRE_WORKER_SPOOL_DIR',
  'CADASTRE_WORKER_SPOOL_MAX_MB',
  'CADASTRE_WORKER_TARGET_RETRY_BASE_MS',
].flatMap((name) => [name, `${name}_FILE`]);
