import { closeSync, mkdirSync, openSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { lockFolder, type FolderLock } from './folder-lock.ts';
import { initialiseCluster, isInitialised, superuser, superuserPassword } from './initialise-cluster.ts';
import { settleLeftoverServer } from './leftover-server.ts';
import type { Log } from './log.ts';
import { RunningServer, type ServerOptions } from './running-server.ts';
import { giveToServer, makeDataDir, prepareServerFolder, type ServerFolder } from './server-folder.ts';
import { choosePort, isFree, rememberPort } from './server-port.ts';

export type EmbeddedPostgresOptions = {
  /** Belongs to this server alone; created where missing. */
  readonly dataDir: string;
  /** Default: the port of the last start, or a free one. */
  readonly port?: number;
  /** Server settings beyond ours, as in postgresql.conf. */
  readonly settings?: Record<string, string>;
  /** The folder goes when the server stops, even if this process is killed. For tests. */
  readonly ephemeral?: boolean;
  /** Folder of another npm package with PostgreSQL (12 or newer) than the one that was installed with us. For tests. */
  readonly installation?: string;
  readonly log: Log;
};

export type EmbeddedPostgres = {
  /** Connects as the superuser to the database `postgres`. Holds the password: never log it. */
  readonly url: string;
  readonly port: number;
  /** Fast shutdown, awaited; then the folder is free for another process. Safe to call again. */
  stop(): Promise<void>;
};

/**
 * Starts a PostgreSQL server of our own under a folder and keeps it running: a server that crashes is
 * started again on the same port. It never outlives this process.
 *
 * @throws DataFolderLocked, DataFolderNotUsable, UnsupportedPlatform, EmbeddedPostgresFailed
 */
export const startEmbeddedPostgres = async (options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> => {
  makeDataDir(options.dataDir);
  const dataDir = realpathSync(options.dataDir);
  const lock = lockFolder(dataDir);
  try {
    if (options.ephemeral) giveToServer(dataDir); // its guardian removes it
    const folder = prepareServerFolder(dataDir, options);
    return await startIn(folder, options, lock);
  } catch (error) {
    lock.release();
    if (options.ephemeral) rmSync(dataDir, { recursive: true, force: true });
    throw error;
  }
};

const startIn = async (
  folder: ServerFolder,
  options: EmbeddedPostgresOptions,
  lock: FolderLock,
): Promise<EmbeddedPostgres> => {
  const { log, settings = {}, ephemeral = false } = options;
  const password = superuserPassword(folder);
  await settleLeftoverServer(folder, log);
  const logFd = openLog(folder.logFile);
  const { server, port } = await bringUp(
    { folder, settings, ephemeral, logFd, log },
    password,
    options.port,
  ).catch((error: unknown) => {
    closeSync(logFd);
    throw error;
  });
  rememberPort(folder.portFile, port);
  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    await server.stop();
    closeSync(logFd);
    lock.release();
    if (ephemeral)
      for (const gone of [folder.dataDir, folder.home]) rmSync(gone, { recursive: true, force: true });
  };
  return {
    url: `postgres://${superuser}:${password}@127.0.0.1:${port}/postgres`,
    port,
    stop: () => (stopped ??= stop()),
  };
};

const bringUp = async (
  options: Omit<ServerOptions, 'port'>,
  password: string,
  givenPort: number | undefined,
): ReturnType<typeof startServer> => {
  const { folder, logFd, log } = options;
  if (!isInitialised(folder)) {
    log.info({ dataDir: folder.dataDir }, 'creating the PostgreSQL cluster');
    await initialiseCluster(folder, { password, logFd });
  }
  return startServer(options, givenPort);
};

const attempts = 3;

/** Between our look at a port and the server's, somebody else may take it: then another one is chosen. */
const startServer = async (
  options: Omit<ServerOptions, 'port'>,
  givenPort: number | undefined,
): Promise<{ server: RunningServer; port: number }> => {
  for (let attempt = 1; ; attempt += 1) {
    const port = givenPort ?? (await choosePort(options.folder.portFile));
    const server = new RunningServer({ ...options, port });
    try {
      await server.start();
      return { server, port };
    } catch (error) {
      await server.stop();
      const isFinal = givenPort !== undefined || options.ephemeral || attempt === attempts;
      if (isFinal || (await isFree(port))) throw error;
    }
  }
};

const longestLogBytes = 5_000_000;

const openLog = (file: string): number => {
  mkdirSync(path.dirname(file), { recursive: true });
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > longestLogBytes) renameSync(file, `${file}.1`);
  return openSync(file, 'a', 0o600);
};
