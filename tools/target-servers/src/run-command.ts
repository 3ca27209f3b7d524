import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** What shells answer where there is no such program. */
const notFoundStatus = 127;

/**
 * Runs a program with our terminal until it ends; once the end is asked for, it is passed on.
 *
 * @returns its exit status; that of a signal as shells count it
 */
export const runCommand = (
  [program = '', ...args]: readonly string[],
  { urls, endAsked }: { urls: readonly string[]; endAsked: Promise<NodeJS.Signals> },
): Promise<number> =>
  new Promise((resolve) => {
    const env = { ...process.env, CADASTRE_TEST_TARGET_URLS: urls.join(' ') };
    const child = spawn(program, args, { stdio: 'inherit', env });
    void endAsked.then((signal) => child.kill(signal));
    child.once('error', (error) => {
      console.error(`target-servers: ${error.message}`);
      resolve(notFoundStatus);
    });
    child.once('exit', (code, signal) => {
      resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL']);
    });
  });
