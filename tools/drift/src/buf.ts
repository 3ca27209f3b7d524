import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const version = '1.75.0';
const modules = path.join(import.meta.dirname, '../../../node_modules');
const folder = path.join(modules, '.cache/cadastre', `buf-${version}`);
const bin = path.join(folder, 'node_modules/.bin');

/**
 * Runs buf, which checks proto files and calls the generator of their types. Registries carry it for some platforms only, so
 * that `npm ci` would refuse it: it is fetched the first time it is needed.
 *
 * @returns its exit code
 */
export const runBuf = (args: readonly string[], { cwd }: { cwd?: string } = {}): number => {
  if (!existsSync(path.join(bin, 'buf'))) fetchBuf();
  // Generators are ours: the versions of the lock.
  const PATH = [bin, path.join(modules, '.bin'), process.env.PATH].join(path.delimiter);
  const { status, error } = spawnSync(path.join(bin, 'buf'), args, {
    cwd,
    stdio: 'inherit',
    env: { ...process.env, PATH },
  });
  if (error !== undefined) throw error;
  return status ?? 1;
};

const fetchBuf = (): void => {
  mkdirSync(path.dirname(folder), { recursive: true });
  const draft = mkdtempSync(`${folder}-`);
  try {
    writeFileSync(path.join(draft, 'package.json'), '{"private":true}');
    const install = ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--silent'];
    const { status, error } = spawnSync('npm', [...install, `@bufbuild/buf@${version}`], {
      cwd: draft,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (status !== 0)
      throw new Error(
        `buf could not be fetched: ${error?.message ?? 'npm install failed'}. It needs the npm registry once.`,
      );
    rmSync(folder, { recursive: true, force: true });
    renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
};
