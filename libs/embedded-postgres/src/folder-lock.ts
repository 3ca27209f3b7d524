import { randomBytes } from 'node:crypto';
import {
  constants,
  copyFileSync,
  linkSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { DataFolderLocked, DataFolderNotUsable } from './errors.ts';
import { isAlive, thisProcess, type ProcessIdentity } from './process-identity.ts';

export type FolderLock = {
  /** The process that held the folder last and did not let go of it: it died. Null where it was left in order. */
  readonly deadHolderPid: number | null;
  release(): void;
};

/** Taking over the lock of a dead process is a matter of microseconds; older than this, the taker died too. */
const takeoverTimeoutMs = 5_000;

/**
 * One process per folder. The lock survives nothing: a holder that was killed is recognised by its process
 * start time and its lock is taken over.
 *
 * @throws DataFolderLocked naming the living holder
 */
export const lockFolder = (folder: string): FolderLock => {
  const file = path.join(folder, 'lock');
  const mine = JSON.stringify(thisProcess());
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    writeFileSync(draft, mine, { mode: 0o644 });
  } catch (error) {
    throw new DataFolderNotUsable({
      folder,
      reason: (error as NodeJS.ErrnoException).code ?? 'not writable',
    });
  }
  let deadHolderPid: number | null;
  try {
    deadHolderPid = acquire({ file, draft, folder });
  } finally {
    rmSync(draft, { force: true });
  }
  return {
    deadHolderPid,
    release: () => {
      if (read(file) === mine) rmSync(file, { force: true });
    },
  };
};

type Attempt = { readonly file: string; readonly draft: string; readonly folder: string };

/** @returns who held it and died */
const acquire = (attempt: Attempt): number | null => {
  // A file that appears complete under its name, or not at all: a reader never sees half a lock.
  if (tryLink(attempt.draft, attempt.file)) return null;
  const found = read(attempt.file);
  if (found !== undefined) refuseIfHeld(found, attempt.folder);
  takeOver(attempt, found);
  return parse(found ?? '')?.pid ?? null;
};

/** Two starters may find the same dead lock: only the one that holds the second lock replaces it. */
const takeOver = (attempt: Attempt, expected: string | undefined): void => {
  const gate = `${attempt.file}.takeover`;
  const age = statSync(gate, { throwIfNoEntry: false });
  if (age !== undefined && Date.now() - age.mtimeMs > takeoverTimeoutMs) rmSync(gate, { force: true });
  if (!tryLink(attempt.draft, gate)) throw new DataFolderLocked({ folder: attempt.folder, pid: pidIn(gate) });
  const found = read(attempt.file);
  if (found !== expected && found !== undefined) {
    unlinkSync(gate);
    refuseIfHeld(found, attempt.folder);
    throw new DataFolderLocked({ folder: attempt.folder, pid: parse(found)?.pid ?? 0 });
  }
  renameSync(gate, attempt.file);
};

const refuseIfHeld = (content: string, folder: string): void => {
  const holder = parse(content);
  if (holder !== undefined && isAlive(holder)) throw new DataFolderLocked({ folder, pid: holder.pid });
};

const tryLink = (from: string, to: string): boolean => {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (code !== undefined && withoutLinks.has(code)) return tryCopy(from, to);
    throw error;
  }
};

/** File systems of removable disks and of shared folders may know no links. A torn copy is taken for nobody's. */
const withoutLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);
const tryCopy = (from: string, to: string): boolean => {
  try {
    copyFileSync(from, to, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
};

const read = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};

const parse = (content: string): ProcessIdentity | undefined => {
  try {
    const { pid, started } = JSON.parse(content) as Partial<ProcessIdentity>;
    return typeof pid === 'number' && typeof started === 'string' ? { pid, started } : undefined;
  } catch {
    return undefined;
  }
};

const pidIn = (file: string): number => parse(read(file) ?? '')?.pid ?? 0;
