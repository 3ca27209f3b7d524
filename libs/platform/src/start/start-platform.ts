import type { KeyRing } from '@cadastre/credential-vault';
import type { DatabaseSchema } from '@cadastre/postgres';
import { SettingsInvalid, armCrashPoint, type ShutDown } from '@cadastre/service-runtime';
import type { Logger } from 'pino';
import type { z } from 'zod';
import { kafkaOptionsOf, type KafkaSettings } from '../kafka/kafka-settings.ts';
import { openPlatform, type OpenPlatform } from '../open-platform.ts';
import type { platformSettings } from '../settings.ts';
import { traceService } from '../tracing/trace-service.ts';
import type { TracingSettings } from '../tracing/tracing-settings.ts';
import { databaseRefusal } from './database-refusal.ts';
import { prepareDatabase, type DatabaseUrls } from './prepare-database.ts';
import { requireBoundRole } from './require-bound-role.ts';
import { requireKeys } from './require-keys.ts';
import { warnOfLossyDatabase } from './warn-of-lossy-database.ts';

type Settings = KafkaSettings &
  Pick<
    z.output<z.ZodObject<typeof platformSettings>>,
    | 'CADASTRE_CRASH_AT'
    | 'CADASTRE_DATABASE_POOL_SIZE'
    | 'CADASTRE_EGRESS_ALLOW'
    | 'CADASTRE_LOG_LEVEL'
    | 'NODE_ENV'
  > &
  TracingSettings;

/**
 * From settings to a platform that services can stand on: database migrated, role and keys checked. It goes down with
 * `shutDown`, after everything that is put on it later.
 *
 * @throws SettingsInvalid, DatabaseNotUsable, RoleNotBound, KeysMissing
 */
export const startPlatform = async (options: {
  service: string;
  settings: Settings;
  database: DatabaseUrls;
  keyRing: KeyRing;
  /** Whether targets in loopback and private ranges may be reached. */
  allowPrivate: boolean;
  schemas: readonly DatabaseSchema[];
  shutDown: ShutDown;
  log: Logger;
}): Promise<OpenPlatform> => {
  const { service, settings, database, shutDown, log } = options;
  armCrashPointFor(settings);
  await traceService({ service, settings, shutDown, log });
  const kafka = kafkaOptionsOf(settings);
  const migrations = await prepareDatabase(database, options.schemas);
  if (migrations.length > 0) log.info({ migrations }, 'database migrated');
  const platform = openPlatform({
    service,
    databaseUrl: database.url,
    poolSize: settings.CADASTRE_DATABASE_POOL_SIZE,
    keyRing: options.keyRing,
    kafka,
    egress: { allow: settings.CADASTRE_EGRESS_ALLOW, allowPrivate: options.allowPrivate },
    logLevel: settings.CADASTRE_LOG_LEVEL,
    log,
  });
  shutDown.onStop('platform', () => platform.close());
  try {
    await requireBoundRole(platform.pool, { log, isProduction: settings.NODE_ENV === 'production' });
    await warnOfLossyDatabase(platform.pool, log);
    await requireKeys(platform.vault);
  } catch (error) {
    throw databaseRefusal(error, { url: database.url, setting: 'CADASTRE_DATABASE_URL' }) ?? error;
  }
  return platform;
};

/** @throws SettingsInvalid in production: a setting that was forgotten there would cost a process now and then */
const armCrashPointFor = ({ CADASTRE_CRASH_AT: crashAt, NODE_ENV }: Settings): void => {
  if (crashAt === undefined) return;
  if (NODE_ENV === 'production') {
    throw new SettingsInvalid([
      { name: 'CADASTRE_CRASH_AT', reason: 'must not be set with NODE_ENV=production' },
    ]);
  }
  armCrashPoint(crashAt);
};
