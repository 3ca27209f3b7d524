import { loadKeyFile } from '@cadastre/credential-vault';
import { createLogger } from '@cadastre/observability';
import type { DatabaseSchema } from '@cadastre/postgres';
import { ShutDown } from '@cadastre/service-runtime';
import type { Logger } from 'pino';
import type { z } from 'zod';
import type { OpenPlatform } from '../open-platform.ts';
import type { platformSettings } from '../settings.ts';
import { cadastreVersion } from '../version.ts';
import { obeyCommandLine, type Program } from './command-line.ts';
import { failToStart } from './fail-to-start.ts';
import type { ListeningPlace } from './listening-place.ts';
import { requireFreePort } from './require-free-port.ts';
import { startPlatform } from './start-platform.ts';

type PlatformEnvironment = z.output<z.ZodObject<typeof platformSettings>>;

/**
 * The life of a service that runs alone: settings, migrations, platform, then whatever `start` brings up, and all of it
 * down again in reverse on a signal.
 */
export const runService = async <Settings extends PlatformEnvironment>(options: {
  service: string;
  program: Program;
  readSettings: () => Settings;
  /** None for a service that listens nowhere. */
  listensAt: (settings: Settings) => readonly ListeningPlace[];
  schemas: readonly DatabaseSchema[];
  start: (context: {
    settings: Settings;
    platform: OpenPlatform;
    shutDown: ShutDown;
    log: Logger;
  }) => Promise<void>;
}): Promise<void> => {
  const { service } = options;
  obeyCommandLine(options.program);
  try {
    const settings = options.readSettings();
    const log = createLogger({ service, level: settings.CADASTRE_LOG_LEVEL, version: cadastreVersion });
    const shutDown = new ShutDown({ log });
    shutDown.listen();
    for (const place of options.listensAt(settings)) await requireFreePort(place);
    const platform = await startPlatform({
      service,
      settings,
      database: {
        url: settings.CADASTRE_DATABASE_URL,
        ownerUrl: settings.CADASTRE_DATABASE_OWNER_URL,
      },
      keyRing: loadKeyFile(settings.CADASTRE_KEY_FILE),
      allowPrivate: settings.CADASTRE_EGRESS_ALLOW_PRIVATE,
      schemas: options.schemas,
      shutDown,
      log,
    });
    await options.start({ settings, platform, shutDown, log });
  } catch (error) {
    failToStart(error);
  }
};
