import { createServer } from 'node:net';
import { once } from 'node:events';
import { waitFor } from '@cadastre/testing';
import { Program } from './program.ts';

export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
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

/** Waits for readiness; a program that ends instead is an error with its own words. */
export const untilReady = async ({ program, api }: Running, timeoutMs = 60_000): Promise<Running> => {
  await waitFor(
    async () => {
      if (!program.isRunning) return 'ended';
      return (await api.isReady()) ? 'ready' : false;
    },
    { timeoutMs, pollMs: 50, what: 'readiness' },
  );
  if (!program.isRunning) throw new Error(`It ended: ${program.stderr} ${program.stdout.slice(-2_000)}`);
  return { program, api };
};

export const launchStandalone = async (options: {
  dataDir: string;
  port?: number;
  env?: Record<string, string>;
  account?: { uid: number; gid: number };
}): Promise<Running> => {
  const port = options.port ?? (await freePort());
  const program = new Program({
    script: 'apps/standalone/dist/main.js',
    env: {
      CADASTRE_DATA_DIR: options.dataDir,
      CADASTRE_HTTP_PORT: String(port),
      CADASTRE_LOG_LEVEL: 'info',
      ...options.env,
    },
    ...(options.account === undefined ? {} : { account: options.account }),
  });
  return { program, api: new Api(`http://127.0.0.1:${port}`) };
};

export const startStandalone = async (options: Parameters<typeof launchStandalone>[0]): Promise<Running> =>
  untilReady(await launchStandalone(options));
