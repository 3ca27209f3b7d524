import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, fstatSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { majorOf, type Binaries } from './binaries.ts';
import { DataFolderNotUsable, EmbeddedPostgresFailed } from './errors.ts';
import { startGuarded } from './guardian.ts';
import { makeServerOwned, type ServerFolder } from './server-folder.ts';

export const superuser = 'postgres';

export const isInitialised = ({ cluster }: ServerFolder): boolean =>
  existsSync(path.join(cluster, 'PG_VERSION'));

/** The superuser's password, made on the first call; only our own account can read it. */
export const superuserPassword = (folder: ServerFolder): string => {
  const { passwordFile, dataDir } = folder;
  if (!existsSync(passwordFile)) {
    if (isInitialised(folder)) {
      throw new DataFolderNotUsable({ folder: dataDir, reason: `${passwordFile} is missing` });
    }
    writeFileSync(passwordFile, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
  }
  try {
    return readFileSync(passwordFile, 'utf8').trim();
  } catch (error) {
    const reason = `${passwordFile}: ${(error as NodeJS.ErrnoException).code ?? 'not readable'}`;
    throw new DataFolderNotUsable({ folder: dataDir, reason });
  }
};

/** Creates the cluster beside its final place: one that was interrupted never looks finished. */
export const initialiseCluster = async (
  folder: ServerFolder,
  { password, logFd }: { password: string; logFd: number },
): Promise<void> => {
  const draft = path.join(folder.home, 'cluster.new');
  const passwordFile = path.join(folder.home, 'initdb-password');
  const logBegin = fstatSync(logFd).size;
  try {
    // The operating system's C.UTF-8 makes trigrams of letters beyond ASCII; not every system has it.
    const isDone =
      (await runInitdb({ folder, draft, passwordFile, password, logFd }, 'C.UTF-8')) ||
      (await runInitdb({ folder, draft, passwordFile, password, logFd }, 'C'));
    if (!isDone) {
      const said = readFileSync(folder.logFile).subarray(logBegin).toString('utf8');
      const reason = /error: (.*)/.exec(said)?.[1] ?? 'no reason given';
      throw new EmbeddedPostgresFailed({ step: 'initdb', reason, logFile: folder.logFile });
    }
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(draft, folder.cluster);
};

type Initdb = {
  readonly folder: ServerFolder;
  readonly draft: string;
  readonly passwordFile: string;
  readonly password: string;
  readonly logFd: number;
};

const runInitdb = async (run: Initdb, characters: string): Promise<boolean> => {
  const { folder, draft, passwordFile, password, logFd } = run;
  const { account, binaries } = folder;
  rmSync(draft, { recursive: true, force: true });
  makeServerOwned(draft, account);
  rmSync(passwordFile, { force: true });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (account !== undefined) chownSync(passwordFile, account.uid, account.gid);
  const guardian = startGuarded({
    command: [
      binaries.initdb,
      `--pgdata=${draft}`,
      `--username=${superuser}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      `--lc-ctype=${characters}`,
      ...newerOptions(binaries),
    ],
    account,
    logFd,
    atEnd: 'TERM',
    removeAfterwards: [],
  });
  return (await guardian.finished()).code === 0;
};

/** Sorted by code point like C, with upper and lower case for all of Unicode, where the version has that. */
const newerOptions = (binaries: Binaries): string[] => [
  ...(majorOf(binaries) >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : []),
  ...(majorOf(binaries) >= 14 ? ['--no-instructions'] : []),
];
