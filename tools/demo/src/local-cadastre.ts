import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { makeDataDir } from '@cadastre/embedded-postgres';
import { DemoFailed } from './demo-failed.ts';
import type { Terminal } from './terminal.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The Cadastre of this machine: one that was running, or one that we started and stop again. */
export type LocalCadastre = {
  readonly baseUrl: string;
  readonly dataDir: string;
  readonly wasRunning: boolean;
  /** Rejects when a Cadastre that we started ends by itself. */
  readonly ended: Promise<never>;
  /** Stops it if we started it, and waits until it is down. Asked again, it is hurried. */
  stop(): Promise<void>;
};

const standalone = fileURLToPath(new URL('../../../apps/standalone/dist/main.js', import.meta.url));
const startTimeoutMs = 60_000;
const noticeAfterMs = 4_000;

export const findOrStartCadastre = async (
  environment: Environment,
  terminal: Terminal,
): Promise<LocalCadastre> => {
  const baseUrl = baseUrlOf(environment);
  const dataDir = path.resolve(environment.CADASTRE_DATA_DIR || '.cadastre');
  const health = await healthOf(baseUrl);
  if (health === 'foreign') {
    throw new DemoFailed(
      `Something that is not Cadastre answers at ${baseUrl}.`,
      'Choose another port: CADASTRE_HTTP_PORT=3001 npm run demo',
    );
  }
  const running = { baseUrl, dataDir, wasRunning: true, ended: never, stop: () => Promise.resolve() };
  if (health === 'ready') return running;
  if (health === 'not-ready') {
    terminal.write(`Waiting for the Cadastre at ${baseUrl} to become ready …\n`);
    await untilReady(baseUrl, terminal, never);
    return running;
  }
  return start({ baseUrl, dataDir, environment, terminal });
};

const never = new Promise<never>(() => undefined);

const baseUrlOf = (environment: Environment): string => {
  const host = environment.CADASTRE_HTTP_HOST || '127.0.0.1';
  const port = environment.CADASTRE_HTTP_PORT || '3000';
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  const url = `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
  if (!/^\d{1,5}$/.test(port) || !URL.canParse(url)) {
    throw new DemoFailed(
      'CADASTRE_HTTP_PORT or CADASTRE_HTTP_HOST is wrong.',
      'The port is a number from 1 to 65535, the host a name or an address.',
    );
  }
  return url;
};

type Health = 'ready' | 'not-ready' | 'foreign' | 'nobody';

const healthOf = async (baseUrl: string): Promise<Health> => {
  try {
    const response = await fetch(`${baseUrl}/health/ready`, { signal: AbortSignal.timeout(5_000) });
    const report = (await response.json().catch(() => null)) as { dependencies?: unknown } | null;
    if (report === null || typeof report.dependencies !== 'object') return 'foreign';
    return response.ok ? 'ready' : 'not-ready';
  } catch (error) {
    return error instanceof Error && error.name === 'TimeoutError' ? 'not-ready' : 'nobody';
  }
};

const start = async (options: {
  baseUrl: string;
  dataDir: string;
  environment: Environment;
  terminal: Terminal;
}): Promise<LocalCadastre> => {
  const { baseUrl, dataDir, terminal } = options;
  if (!existsSync(standalone)) {
    throw new DemoFailed('Cadastre is not built.', 'npm run build, then again (npm run demo does both).');
  }
  makeDataDir(dataDir);
  const logFile = path.join(dataDir, 'cadastre.log');
  terminal.write(`Starting Cadastre at ${baseUrl} (data in ${dataDir}, log in ${logFile}) …\n`);
  const child = spawn(process.execPath, [standalone], {
    env: options.environment,
    // A group of its own, so that Ctrl-C reaches it through us and once; the channel tells it when we are killed.
    stdio: ['ignore', openSync(logFile, 'a', 0o600), 'pipe', 'ipc'],
    detached: true,
  });
  const ended = endOf(child, logFile);
  ended.catch(() => undefined); // somebody looks at it, or the end is wanted
  const stop = (): Promise<void> => stopChild(child);
  try {
    await untilReady(baseUrl, terminal, ended);
  } catch (error) {
    await stop();
    throw error;
  }
  return { baseUrl, dataDir, wasRunning: false, ended, stop };
};

const untilReady = async (baseUrl: string, terminal: Terminal, ended: Promise<never>): Promise<void> => {
  const begun = Date.now();
  let noticed = false;
  while ((await Promise.race([healthOf(baseUrl), ended])) !== 'ready') {
    const waitedMs = Date.now() - begun;
    if (waitedMs > startTimeoutMs) {
      throw new DemoFailed(
        `Cadastre at ${baseUrl} did not become ready within ${startTimeoutMs / 1_000} s.`,
        `${baseUrl}/health/ready says what it waits for.`,
      );
    }
    if (!noticed && waitedMs > noticeAfterMs) {
      noticed = true;
      terminal.write('  … PostgreSQL and the migrations take a little longer the first time\n');
    }
    await pause(100);
  }
};

/** What it wrote to standard error is meant for people: a wrong setting, a port that is taken. */
const endOf = (child: ChildProcess, logFile: string): Promise<never> =>
  new Promise((_, reject) => {
    let words = '';
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (words = (words + chunk).slice(-4_000)));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      const how = code === null ? `by ${signal ?? 'a signal'}` : `with code ${code}`;
      const said = words.trim() || lastLine(logFile);
      reject(new DemoFailed(`Cadastre ended ${how}. ${said}`.trim(), `Its log is ${logFile}.`));
    });
  });

const lastLine = (file: string): string => readFileSync(file, 'utf8').trimEnd().split('\n').at(-1) ?? '';

const stopChild = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.kill('SIGTERM');
  await closed;
};
