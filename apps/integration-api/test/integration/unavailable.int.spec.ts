import { createServer, connect, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { waitFor } from '@cadastre/testing';
import type { ApiUnderTest } from './api-under-test.ts';
import { registration, startApiWithTarget, type Target } from './target.ts';

/** A wire between us and our database that can be cut and mended. */
class Wire {
  private server: Server | undefined;
  private readonly sockets = new Set<Socket>();
  private to = { host: '', port: 0 };
  port = 0;

  lay(url: string): string {
    const target = new URL(url);
    this.to = { host: target.hostname, port: Number(target.port) };
    target.host = `127.0.0.1:${this.port}`;
    return target.href;
  }

  async open(): Promise<void> {
    this.server = createServer((near) => {
      const far = connect(this.to.port, this.to.host);
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => {
          this.sockets.delete(socket);
          other.destroy();
        });
        socket.pipe(other);
      }
    });
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as { port: number }).port;
  }

  async cut(): Promise<void> {
    const closed = this.server && once(this.server, 'close');
    this.server?.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }
}

const wire = new Wire();
let api: ApiUnderTest;
let target: Target;

beforeAll(async () => {
  await wire.open();
  ({ api, target } = await startApiWithTarget({ databaseUrl: (url) => wire.lay(url) }));
});
afterAll(async () => {
  await api.close();
  await wire.cut();
  await target.database.drop();
});

test('with the database away every answer is 503, and all is well by itself when it is back', async () => {
  const { body } = await api.client.post('/integrations', registration(target));
  const path = `/integrations/${body.integration_id}`;
  expect((await api.client.get(path)).status).toBe(200);

  await wire.cut();
  for (const answer of [
    await api.client.get(path),
    await api.client.get(`/syncs/${body.sync_id}`),
    await api.client.post(`${path}/disable`),
    await api.client.post('/integrations', registration(target), { 'idempotency-key': 'away' }),
  ]) {
    expect([answer.status, answer.body.code]).toEqual([503, 'unavailable']);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(answer.text).not.toContain('127.0.0.1');
  }
  const ready = await api.client.get('/health/ready');
  expect([ready.status, ready.body.status, ready.body.dependencies.database.status]).toEqual([
    503,
    'unavailable',
    'unavailable',
  ]);
  expect((await api.client.get('/health/live')).status).toBe(200);

  await wire.open();
  await waitFor(async () => (await api.client.get(path)).status === 200, { what: 'the API to recover' });
  const disabled = await api.client.post(`${path}/disable`);
  expect(disabled.body.status).toBe('disabled');
  const headers = { 'cadastre-wait-for': disabled.headers.get('cadastre-commit') ?? '' };
  await waitFor(async () => (await api.client.get(path, headers)).body.status === 'disabled', {
    what: 'the projections to recover',
    timeoutMs: 20_000,
  });
});
