import { realpathSync } from 'node:fs';
import path from 'node:path';
import { lockFolder, makeDataDir } from '@cadastre/embedded-postgres';

/** Everything that one installation keeps on this machine. Held by one process at a time. */
export type DataFolder = {
  readonly path: string;
  /** The key that encrypts credentials. A backup without it cannot open them. */
  readonly keyFile: string;
  readonly postgresDir: string;
  /** How tools of this machine reach the embedded server while it runs. Mode 0600. */
  readonly connectionFile: string;
  /** The process that had the folder before and died; null where it ended in order. */
  readonly deadHolderPid: number | null;
  /** Last of all: from then on another process may use the folder. */
  release(): void;
};

/**
 * Creates the folder where it is missing and locks it.
 *
 * @throws DataFolderLocked naming the process that holds it; DataFolderNotUsable
 */
export const openDataFolder = (dataDir: string): DataFolder => {
  makeDataDir(dataDir);
  const folder = realpathSync(dataDir);
  const lock = lockFolder(folder);
  return {
    path: folder,
    keyFile: path.join(folder, 'key'),
    postgresDir: path.join(folder, 'postgres'),
    connectionFile: path.join(folder, 'embedded-postgres.json'),
    deadHolderPid: lock.deadHolderPid,
    release: () => lock.release(),
  };
};
