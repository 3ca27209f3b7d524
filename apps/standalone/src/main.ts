import 'reflect-metadata';
import { readModelSchema } from '@cadastre/catalog-read-model';
import { loadKeyFile, loadOrCreateKeyFile, type KeyRing } from '@cadastre/credential-vault';
import { apiSchema, listeningPlaces } from '@cadastre/integration-api';
import { createLogger } from '@cadastre/observability';
import {
  cadastreVersion,
  failToStart,
  obeyCommandLine,
  processName,
  requireFreePort,
  startPlatform,
  type DatabaseUrls,
  type Platform,
} from '@cadastre/platform';
import { ShutDown, type Log } from '@cadastre/service-runtime';
import { syncWorkerSchema } from '@cadastre/sync-worker';
import { StandaloneEnvironment, readStandaloneSettings, type StandaloneSettings } from './config.ts';
import { openDataFolder, type DataFolder } from './data-folder.ts';
import { startEmbeddedDatabase } from './embedded-database.ts';
import { sayReady } from './say-ready.ts';
import { startServices } from './start-services.ts';

const program = {
  command: 'npm start',
  about: `Cadastre ${cadastreVersion} on one machine: API, worker and projector in one process, with a PostgreSQL of its own.`,
  environment: StandaloneEnvironment,
};

const start = async (): Promise<void> => {
  obeyCommandLine(program);
  const settings = readStandaloneSettings();
  const log = createLogger({
    service: 'standalone',
    level: settings.CADASTRE_LOG_LEVEL,
    version: cadastreVersion,
  });
  const shutDown = new ShutDown({ log });
  shutDown.listen();
  try {
    for (const place of listeningPlaces(settings.api)) await requireFreePort(place);
    const folder = dataFolderFor(settings, shutDown);
    const platform = await startPlatform({
      service: 'standalone',
      settings,
      database: await databaseFor({ settings, folder, shutDown, log }),
      keyRing: keyRingFor(settings, folder),
      allowPrivate: settings.allowPrivate,
      schemas: [readModelSchema, apiSchema, syncWorkerSchema],
      shutDown,
      log,
    });
    if (settings.CADASTRE_DATABASE_URL === undefined) await endLeasesOfTheDead(folder, platform);
    const listening = await shutDown.bringUp(() =>
      startServices({ settings, spoolDir: folder?.path ?? null, platform, shutDown }),
    );
    if (!shutDown.isStopping) sayReady({ listening, settings, log });
  } catch (error) {
    // What is up already goes down in order before the one line that says why.
    await shutDown.run(1, () => failToStart(error));
  }
};

/**
 * Who holds the folder, and with it the database inside, knows that who held it before is gone: its syncs need not wait until
 * their leases run out. In a database that others use too, the name of a dead process may be a living one's by now.
 */
const endLeasesOfTheDead = async (folder: DataFolder | null, { jobs, log }: Platform): Promise<void> => {
  if (folder === null || folder.deadHolderPid === null) return;
  const ended = await jobs.endLeases(processName(folder.deadHolderPid));
  if (ended > 0) log.info({ syncs: ended }, 'syncs of the process that died go on');
};

/** Nothing of ours is on this machine when both the database and the key are elsewhere. */
const dataFolderFor = (settings: StandaloneSettings, shutDown: ShutDown): DataFolder | null => {
  if (settings.CADASTRE_DATABASE_URL !== undefined && settings.CADASTRE_KEY_FILE !== undefined) return null;
  const folder = openDataFolder(settings.CADASTRE_DATA_DIR);
  shutDown.onStop('data folder', () => folder.release());
  return folder;
};

const databaseFor = async (options: {
  settings: StandaloneSettings;
  folder: DataFolder | null;
  shutDown: ShutDown;
  log: Log;
}): Promise<DatabaseUrls> => {
  const { settings, folder, shutDown, log } = options;
  const { CADASTRE_DATABASE_URL: url, CADASTRE_DATABASE_OWNER_URL: ownerUrl } = settings;
  if (url !== undefined || folder === null) return { url: url ?? '', ownerUrl };
  const embedded = await startEmbeddedDatabase({ folder, log });
  shutDown.onStop('embedded database', () => embedded.stop());
  return embedded;
};

const keyRingFor = (settings: StandaloneSettings, folder: DataFolder | null): KeyRing =>
  settings.CADASTRE_KEY_FILE === undefined && folder !== null
    ? loadOrCreateKeyFile(folder.keyFile)
    : loadKeyFile(settings.CADASTRE_KEY_FILE ?? '');

await start().catch(failToStart);
