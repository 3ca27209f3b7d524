import { spawn } from 'node:child_process';

/** Runs a program to its end; one that does not exist has failed like any other. */
export const runProgram = (
  command: string,
  args: readonly string[],
  cwd?: string,
): Promise<{ failed: boolean; output: string }> =>
  new Promise((resolve) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    child.once('error', (error) => resolve({ failed: true, output: error.message }));
    child.once('close', (code) => resolve({ failed: code !== 0, output }));
  });
