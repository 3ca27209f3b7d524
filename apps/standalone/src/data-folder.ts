import { chmodSync, existsSync, mkdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { DataFolderNotUsable, lockFolder } from '@cadastre/embedded-postgres';

/** Everything that one installation keeps on this machine. Held by one process at a time. */
export type DataFolder = {
  readonly path: string;
  /** The key that encrypts credentials. A backup without it cannot open them. */
  readonly keyFile: string;
  readonly postgresDir: string;
  /** How tools of this machine reach the embedded server while it runs. Mode 0600. */
  readonly connectionFile: string;
  /** Last of all: from then on another process may use the folder. */
  release(): void;
};

/**
 * Creates the folder where it is missing and locks it.
 *
 * @throws DataFolderLocked naming the process that holds it; DataFolderNotUsable
 */
export const openDataFolder = (dataDir: string): DataFolder => {
  const folder = makeFolder(path.resolve(dataDir));
  const lock = lockFolder(folder);
  return {
    path: folder,
    keyFile: path.join(folder, 'key'),
    postgresDir: path.join(folder, 'postgres'),
    connectionFile: path.join(folder, 'embedded-postgres.json'),
    release: () => lock.release(),
  };
};

const makeFolder = (folder: string): string => {
  try {
    if (!existsSync(folder)) {
      mkdirSync(folder, { recursive: true });
      // Root lends PostgreSQL another account, which must get through to its own folder; it can list nothing.
      chmodSync(folder, process.getuid?.() === 0 ? 0o711 : 0o700);
    }
    return realpathSync(folder);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new DataFolderNotUsable({ folder, reason });
  }
};
