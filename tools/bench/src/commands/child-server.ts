import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export type ChildServer = {
  readonly url: string;
  /** It takes no processor time until it is resumed, and forgets nothing of what it has learnt and compiled. */
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
};

const limitMs = 60_000;

/** A server in a process of its own that says its URL in its log; the log goes to a file, as a service's does. */
export const startChild = async (options: {
  script: string;
  /** For Node, before the script. */
  execArgv?: readonly string[];
  args?: readonly string[];
  env?: Readonly<Record<string, string>>;
  folder: string;
}): Promise<ChildServer> => {
  const { script, execArgv = [], args = [], env = {}, folder } = options;
  const logFile = path.join(folder, `${path.basename(path.dirname(path.dirname(script)))}-${Date.now()}.log`);
  const log = openSync(logFile, 'w');
  const child = spawn(process.execPath, [...execArgv, script, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', log, 'inherit'],
  });
  closeSync(log);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  // One that is paused hears of no other signal, and nobody would be there to resume it.
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  void ended.then(() => process.off('exit', kill));
  const pause = (): void => void child.kill('SIGSTOP');
  const resume = (): void => void child.kill('SIGCONT');
  const stop = async (): Promise<void> => {
    resume();
    child.kill('SIGTERM');
    await ended;
  };
  for (const deadline = Date.now() + limitMs; Date.now() < deadline && child.exitCode === null;) {
    const url = /"url":"(http:[^"]+)"/.exec(readFileSync(logFile, 'utf8'))?.[1];
    if (url !== undefined) return { url, pause, resume, stop };
    await sleep(50);
  }
  await stop();
  throw new Error(`${script} did not start: ${readFileSync(logFile, 'utf8').slice(-1_000)}`);
};
