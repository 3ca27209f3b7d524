// Jest in ESM mode needs a Node flag; this is the one place that knows it.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const jest = createRequire(import.meta.url)
  .resolve('jest')
  .replace(/build\/index.js$/, 'bin/jest.js');
const child = spawn(
  process.execPath,
  [
    '--experimental-vm-modules',
    // Set-up and tear-down are loaded by Node itself, from source like everything else in a test.
    '--conditions=@cadastre/source',
    '--disable-warning=ExperimentalWarning',
    jest,
    '--rootDir',
    root,
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit' },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
