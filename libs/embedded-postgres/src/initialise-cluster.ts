import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DataFolderNotUsable, EmbeddedPostgresFailed } from './errors.ts';
import { serverEnvironment } from './server-environment.ts';
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
export const initialiseCluster = async (folder: ServerFolder, password: string): Promise<void> => {
  const draft = path.join(folder.home, 'cluster.new');
  const passwordFile = path.join(folder.home, 'initdb-password');
  rmSync(draft, { recursive: true, force: true });
  makeServerOwned(draft, folder.account);
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (folder.account !== undefined) chownSync(passwordFile, folder.account.uid, folder.account.gid);
  try {
    // The operating system's C.UTF-8 makes trigrams of letters beyond ASCII; not every system has it.
    const first = await runInitdb(folder, draft, passwordFile, 'C.UTF-8');
    const last = first.code === 0 ? first : await runInitdb(folder, draft, passwordFile, 'C');
    if (last.code !== 0) {
      const reason = last.output.trim().split('\n').at(-1) ?? 'no reason given';
      throw new EmbeddedPostgresFailed({ step: 'initdb', reason, logFile: folder.logFile });
    }
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(draft, folder.cluster);
};

const runInitdb = (
  folder: ServerFolder,
  draft: string,
  passwordFile: string,
  characters: string,
): Promise<{ code: number | null; output: string }> =>
  new Promise((resolve, reject) => {
    const options = [
      `--pgdata=${draft}`,
      `--username=${superuser}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      `--lc-ctype=${characters}`,
      // Sorted by code point like C, with upper and lower case for all of Unicode.
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-instructions',
    ];
    const child = spawn(folder.binaries.initdb, options, {
      cwd: draft,
      env: serverEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      // Ctrl-C must not leave half a cluster: it is finished within a second.
      detached: process.platform !== 'win32',
      ...folder.account,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
