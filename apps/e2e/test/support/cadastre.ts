import { createServer } from 'node:net';
import { once } from 'node:events';
import { waitFor } from '@cadastre/testing';
import { Program } from './program.ts';

/**
 * A port for the one program of a spec file that must be told one. Below the range that systems give out for port 0, so that no other test's
 * program can be given it meanwhile; counted on from the process id, so that parallel tests try different ones.
 */
export const freePort = async (): Promise<number> => {
  for (let port = 20_000 + (process.pid % 5_000) * 2; ; port += 1) {
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!isFree) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
};

export type Answer<T> = { readonly status: number; readonly body: T; readonly headers: Headers };

/** Calls of the public API. */
export class Api {
  constructor(readonly baseUrl: string) {}

  get<T>(path: string): Promise<Answer<T>> {
    return this.call<T>('GET', path);
  }

  post<T>(path: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<Answer<T>> {
    return this.call<T>('POST', path, { body, headers });
  }

  async call<T>(
    method: string,
    path: string,
    { body, headers }: { body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Answer<T>> {
    const response = await fetch(`${this.baseUrl}${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return {
      status: response.status,
      body: (await response.json().catch(() => null)) as T,
      headers: response.headers,
    };
  }

  async isReady(): Promise<boolean> {
    return (await fetch(`${this.baseUrl}/health/ready`).catch(() => null))?.ok === true;
  }
}

export type Running = { readonly program: Program; readonly api: Api };

/**
 * The address that a program says it answers at: it picks a free port itself, so that no other test's program can be
 * there first. A program that ends instead is an error with its own words.
 */
export const untilReady = (program: Program, timeoutMs = 60_000): Promise<Running> =>
  untilAnswers(program, (api) => api.isReady(), timeoutMs);

/** The same of a program that may have reasons not to be ready. */
export const untilLive = (program: Program): Promise<Running> =>
  untilAnswers(program, async (api) => (await api.get('/health/live')).status === 200, 60_000);

const untilAnswers = async (
  program: Program,
  answers: (api: Api) => Promise<boolean>,
  timeoutMs: number,
): Promise<Running> => {
  const find = async (): Promise<Api | 'ended' | false> => {
    if (!program.isRunning) return 'ended';
    const url = /"url":"(http:[^"]+)"/.exec(program.stdout)?.[1];
    if (url === undefined) return false;
    const api = new Api(url);
    return (await answers(api)) ? api : false;
  };
  const api = await waitFor(find, { timeoutMs, pollMs: 50, what: 'an answer' });
  if (api === 'ended') throw new Error(`It ended: ${program.stderr} ${program.stdout.slice(-2_000)}`);
  return { program, api };
};

type Standalone = {
  dataDir: string;
  /** Any that is free where nobody names one. */
  port?: number;
  env?: Record<string, string>;
  account?: { uid: number; gid: number };
};

export const launchStandalone = ({ dataDir, port = 0, env, account }: Standalone): Program =>
  new Program({
    script: 'apps/standalone/dist/main.js',
    env: {
      CADASTRE_DATA_DIR: dataDir,
      CADASTRE_HTTP_PORT: String(port),
      CADASTRE_GRPC_PORT: '0',
      CADASTRE_LOG_LEVEL: 'info',
      ...env,
    },
    ...(account === undefined ? {} : { account }),
  });

export const startStandalone = (options: Standalone): Promise<Running> =>
  untilReady(launchStandalone(options));
