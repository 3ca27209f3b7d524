// After each install: patches are applied by patch-package, a development dependency. Where those are left out, packages stay as
// they were published, which works as well (README.md beside this file says what is lost).
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const patchPackage = fileURLToPath(new URL('../node_modules/patch-package/index.js', import.meta.url));
if (existsSync(patchPackage)) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const { status } = spawnSync(process.execPath, [patchPackage, '--error-on-fail'], {
    cwd: root,
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
} else {
  console.log('patches/ is not applied: patch-package is not installed');
}
