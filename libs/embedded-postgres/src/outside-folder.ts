import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { cpSync, existsSync, lstatSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { binariesUnder, type Binaries } from './binaries.ts';
import { DataFolderNotUsable } from './errors.ts';

/** Where root keeps what an unprivileged account must reach although the clone lies in a private folder. */
const places = ['/var/lib/cadastre', '/var/tmp/cadastre-0'];

const base = (): string => {
  for (const place of places) {
    try {
      mkdirSync(place, { recursive: true, mode: 0o711 });
      const { uid, mode } = lstatSync(place);
      // Somebody else's folder, or one that others may write to, is not a place for data.
      if (lstatSync(place).isDirectory() && uid === 0 && (mode & 0o022) === 0) return place;
    } catch {
      continue;
    }
  }
  throw new DataFolderNotUsable({ folder: places.join(' or '), reason: 'it cannot be created' });
};

/** A new folder for the files of `dataDir`; the random part keeps apart what was left by a removed `dataDir`. */
export const folderOutside = (dataDir: string): string => {
  const key = createHash('sha256').update(dataDir).digest('hex').slice(0, 12);
  const folder = path.join(base(), `${key}-${randomBytes(4).toString('hex')}`);
  mkdirSync(folder, { mode: 0o711 });
  return folder;
};

/** One copy per version, shared by all data folders, complete or not there at all. */
export const copyBinaries = (from: Binaries): Binaries => {
  const target = path.join(base(), `postgresql-${from.version}`);
  if (!existsSync(target)) {
    const draft = `${target}.${randomBytes(4).toString('hex')}`;
    cpSync(from.root, draft, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (source) => !source.endsWith('.a'),
    });
    spawnSync('chmod', ['-R', 'a+rX', draft]);
    try {
      renameSync(draft, target);
    } catch (error) {
      rmSync(draft, { recursive: true, force: true });
      if (!existsSync(target)) throw error;
    }
  }
  return binariesUnder(target, from.version);
};
