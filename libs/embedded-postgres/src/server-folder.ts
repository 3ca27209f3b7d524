import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, readlinkSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { locateBinaries, type Binaries } from './binaries.ts';
import { DataFolderNotUsable } from './errors.ts';
import type { Log } from './log.ts';
import { copyBinaries, folderOutside } from './outside-folder.ts';
import { canUse, serverAccount, type ServerAccount } from './server-account.ts';

/** Where everything of one server is, and whom it runs as. */
export type ServerFolder = {
  readonly dataDir: string;
  /** The folder in which `cluster` really is: `dataDir`, or one outside it that the server's account can enter. */
  readonly home: string;
  readonly cluster: string;
  readonly passwordFile: string;
  readonly portFile: string;
  readonly logFile: string;
  readonly binaries: Binaries;
  readonly account: ServerAccount;
};

/** Makes the folder ready to hold a server, of other binaries where some are given; run it under the folder's lock. */
export const prepareServerFolder = (
  dataDir: string,
  { log, installation }: { log: Log; installation?: string },
): ServerFolder => {
  const link = path.join(dataDir, 'cluster');
  const known = clusterBehind(link);
  const account = serverAccount(known);
  const located = locateBinaries(installation);
  const binaries = canUse(account, '-x', located.postgres) ? located : copyBinaries(located);
  const home = known === undefined ? newHome(dataDir, account, link) : path.dirname(known);
  if (home !== dataDir || binaries !== located) {
    log.info(
      { dataDir, home, binaries: binaries.root, uid: account?.uid },
      'PostgreSQL does not run as root and its account cannot enter this folder: its files are kept outside',
    );
  }
  if (!canUse(account, '-d', home)) {
    throw new DataFolderNotUsable({ folder: home, reason: `account ${account?.uid} cannot enter it` });
  }
  return {
    dataDir,
    home,
    cluster: path.join(home, 'cluster'),
    passwordFile: path.join(dataDir, 'superuser-password'),
    portFile: path.join(dataDir, 'port'),
    logFile: path.join(dataDir, 'server.log'),
    binaries,
    account,
  };
};

/** Creates what is missing, private to us; root leaves the way through open for the account it lends. */
export const makeDataDir = (dataDir: string): void => {
  if (existsSync(dataDir)) return;
  try {
    makeWithParents(path.resolve(dataDir));
    chmodSync(dataDir, process.getuid?.() === 0 ? 0o711 : 0o700);
  } catch (error) {
    throw new DataFolderNotUsable({
      folder: dataDir,
      reason: (error as NodeJS.ErrnoException).code ?? 'unknown',
    });
  }
};

/** Step by step: Node's own `recursive` never returns where a parent refuses with ENOENT, as /proc does. */
const makeWithParents = (folder: string): void => {
  const parent = path.dirname(folder);
  if (!existsSync(parent)) makeWithParents(parent);
  if (!existsSync(folder)) mkdirSync(folder);
};

export const giveToServer = (folder: string): void => {
  const account = serverAccount(undefined);
  if (account !== undefined) chownSync(folder, account.uid, account.gid);
};

/** A private folder of the server's account. */
export const makeServerOwned = (folder: string, account: ServerAccount): void => {
  mkdirSync(folder, { mode: 0o700 });
  if (account !== undefined) chownSync(folder, account.uid, account.gid);
};

const clusterBehind = (link: string): string | undefined => {
  const found = lstatSync(link, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  return found.isSymbolicLink() ? path.resolve(path.dirname(link), readlinkSync(link)) : link;
};

const newHome = (dataDir: string, account: ServerAccount, link: string): string => {
  if (canUse(account, '-d', dataDir)) return dataDir;
  const home = folderOutside(dataDir);
  symlinkSync(path.join(home, 'cluster'), link);
  return home;
};
