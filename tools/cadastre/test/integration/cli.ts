import { execFile } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const main = path.join(fileURLToPath(new URL('../../', import.meta.url)), 'dist/main.js');

export type Ran = { readonly code: number; readonly out: string; readonly err: string };

/** The command as it is built (`npm test` builds first), while the test's own process goes on projecting. */
export const cli =
  (environment: Readonly<Record<string, string>>) =>
  (...args: string[]): Promise<Ran> =>
    new Promise((resolve) => {
      const env = { ...process.env, ...environment };
      execFile(process.execPath, [main, ...args], { env, encoding: 'utf8' }, (error, out, err) =>
        resolve({ code: Number(error?.code ?? 0), out, err }),
      );
    });
