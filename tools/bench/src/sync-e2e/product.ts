import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '@cadastre/testing';

/** The built product in a process of its own, with an embedded database in a folder of its own. */
export type Product = {
  register(url: string): Promise<{ integrationId: string; syncId: string }>;
  requestSync(integrationId: string): Promise<string>;
  completed(syncId: string): Promise<void>;
  /** Objects that it added, changed or dropped. */
  changesOf(syncId: string): Promise<number>;
  /** Waits until search finds an object by its qualified name. */
  finds(integrationId: string, qualifiedName: string): Promise<void>;
  peakMemoryMb(): number;
  stop(): Promise<void>;
};

const main = fileURLToPath(new URL('../../../../apps/standalone/dist/main.js', import.meta.url));
const pollMs = 10;

export const startProduct = async (): Promise<Product> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'cadastre-bench-product-'));
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, [main], {
    env: {
      ...process.env,
      CADASTRE_DATA_DIR: folder,
      CADASTRE_HTTP_PORT: String(port),
      CADASTRE_GRPC_PORT: '0',
      CADASTRE_LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await until(
    'the product',
    async () => (await fetch(`${base}/health/ready`).catch(() => null))?.ok === true,
  );
  const call = (path: string, body?: unknown) => ask(`${base}${path}`, body);
  return {
    register: async (url) => {
      const target = new URL(url);
      const { integration_id, sync_id } = (await call('/integrations', {
        integration_type: 'POSTGRESQL',
        credential: {
          host: target.hostname,
          port: Number(target.port),
          username: target.username,
          password: 'trusted',
          database_name: target.pathname.slice(1),
        },
      })) as { integration_id: string; sync_id: string };
      return { integrationId: integration_id, syncId: sync_id };
    },
    requestSync: async (id) => ((await call(`/integrations/${id}/sync`, {})) as { sync_id: string }).sync_id,
    completed: (syncId) =>
      until('the sync', async () => {
        const { status, error } = (await call(`/syncs/${syncId}`)) as { status: string; error: unknown };
        if (status === 'FAILED' || status === 'CANCELLED')
          throw new Error(`the sync ended as ${status}: ${JSON.stringify(error)}`);
        return status === 'COMPLETED';
      }),
    changesOf: async (syncId) => {
      const { counts } = (await call(`/syncs/${syncId}`)) as {
        counts: Record<string, { added: number; changed: number; dropped: number }>;
      };
      return Object.values(counts).reduce(
        (sum, { added, changed, dropped }) => sum + added + changed + dropped,
        0,
      );
    },
    finds: (id, name) =>
      until('search', async () => {
        const { items } = (await call(
          `/catalog/search?integration_id=${id}&q=${encodeURIComponent(name)}`,
        )) as {
          items: { qualified_name: string }[];
        };
        return items.some(({ qualified_name }) => qualified_name === name);
      }),
    peakMemoryMb: () =>
      Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) / 1_024,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const ask = async (url: string, body?: unknown): Promise<unknown> => {
  const response = await fetch(url, {
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    headers: { 'content-type': 'application/json' },
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`${response.status} ${JSON.stringify(answer)}`);
  return answer;
};

const until = async (what: string, probe: () => Promise<boolean>): Promise<void> => {
  const deadline = performance.now() + 300_000;
  while (!(await probe())) {
    if (performance.now() > deadline) throw new Error(`waited too long for ${what}`);
    await pause(pollMs);
  }
};
