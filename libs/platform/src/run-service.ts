import { loadKeyFile } from '@cadastre/credential-vault';
import { createLogger } from '@cadastre/observability';
import type { DatabaseSchema } from '@cadastre/postgres';
import { ShutDown } from '@cadastre/service-runtime';
import type { Logger } from 'pino';
import { failToStart } from './fail-to-start.ts';
import { openPlatform, type OpenPlatform } from './open-platform.ts';
import { prepareDatabase } from './prepare-database.ts';
import { requireKeys } from './require-keys.ts';
import type { platformSettings } from './settings.ts';
import { cadastreVersion } from './version.ts';
import type { z } from 'zod';

type PlatformEnvironment = z.output<z.ZodObject<typeof platformSettings>>;

/**
 * The life of a service that runs alone: settings, migrations, platform, then whatever `start` brings up, and all of it
 * down again in reverse on a signal.
 */
export const runService = async <Settings extends PlatformEnvironment>(options: {
  service: string;
  readSettings: () => Settings;
  schemas: readonly DatabaseSchema[];
  start: (context: {
    settings: Settings;
    platform: OpenPlatform;
    shutDown: ShutDown;
    log: Logger;
  }) => Promise<void>;
}): Promise<void> => {
  const { service } = options;
  try {
    const settings = options.readSettings();
    const log = createLogger({ service, level: settings.CADASTRE_LOG_LEVEL, version: cadastreVersion });
    const shutDown = new ShutDown({ log });
    shutDown.listen();
    const migrations = await prepareDatabase({
      databaseUrl: settings.CADASTRE_DATABASE_URL,
      ownerUrl: settings.CADASTRE_DATABASE_OWNER_URL,
      schemas: options.schemas,
    });
    if (migrations.length > 0) log.info({ migrations }, 'database migrated');
    const platform = openPlatform({
      service,
      databaseUrl: settings.CADASTRE_DATABASE_URL,
      poolSize: settings.CADASTRE_DATABASE_POOL_SIZE,
      keyRing: loadKeyFile(settings.CADASTRE_KEY_FILE),
      egress: { allow: settings.CADASTRE_EGRESS_ALLOW, allowPrivate: settings.CADASTRE_EGRESS_ALLOW_PRIVATE },
      logLevel: settings.CADASTRE_LOG_LEVEL,
      log,
    });
    shutDown.onStop('platform', () => platform.close());
    await requireKeys(platform.vault);
    await options.start({ settings, platform, shutDown, log });
  } catch (error) {
    failToStart(error);
  }
};
