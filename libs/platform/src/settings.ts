import { z } from 'zod';
import { logLevels } from '@cadastre/observability';
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

const listSetting = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  );

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
  CADASTRE_LOG_LEVEL: z
    .enum(logLevels, { error: `must be one of ${logLevels.join(', ')}` })
    .default('info')
    .meta({ description: 'debug, info, warn, error or silent.', example: 'info' }),
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
  'CADASTRE_HTTP_HOST',
  'CADASTRE_HTTP_PORT',
  'CADASTRE_PROJECTOR_BATCH_SIZE',
  'CADASTRE_PROJECTOR_HTTP_PORT',
  'CADASTRE_TEST_DATABASE',
  'CADASTRE_TEST_DATABASE_URL',
  'CADASTRE_TEST_KAFKA',
  'CADASTRE_TEST_KAFKA_BROKERS',
  'CADASTRE_TEST_REQUIRE_KAFKA',
  'CADASTRE_WORKER_CLAIM_BATCH',
  'CADASTRE_WORKER_HEARTBEAT_SECONDS',
  'CADASTRE_WORKER_HTTP_PORT',
  'CADASTRE_WORKER_LEASE_SECONDS',
  'CADASTRE_WORKER_MAX_CONCURRENT_TASKS',
].flatMap((name) => [name, `${name}_FILE`]);
