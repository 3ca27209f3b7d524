import { once } from 'node:events';
import { request } from 'node:http';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Problem } from '@cadastre/api-contract';
import { anId } from '@cadastre/testing';
import type { Answered } from './api-client.ts';
import type { ApiUnderTest } from './api-under-test.ts';
import { registration, startApiWithTarget, type Target } from './target.ts';

let api: ApiUnderTest;
let target: Target;

beforeAll(async () => {
  ({ api, target } = await startApiWithTarget());
});
afterAll(async () => {
  await api.close();
  await target.database.drop();
});

const expectProblem = (answer: Answered, expected: object): void => {
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(Problem.parse(answer.body)).toMatchObject({ status: answer.status, ...expected });
  expect(answer.body.correlation_id).toBe(answer.headers.get('x-correlation-id'));
};

type Sent = { method?: string; path: string; body?: unknown; raw?: string; headers?: Record<string, string> };
const send = ({ method = 'GET', path, ...rest }: Sent): Promise<Answered> =>
  api.client.send(method, path, rest);

const integration = `/integrations/${anId(7)}`;
const deep = `${'['.repeat(40)}${']'.repeat(40)}`;

describe('a request that cannot be understood', () => {
  test.each<[string, Sent, number, string]>([
    ['a path that does not exist', { path: '/nothing/here' }, 404, 'route-not-found'],
    [
      'a method that the path does not know',
      { method: 'PUT', path: '/integrations' },
      405,
      'method-not-allowed',
    ],
    [
      'a body that is not JSON',
      { method: 'POST', path: '/integrations', raw: '{"a":' },
      400,
      'malformed-json',
    ],
    ['a body nested too deeply', { method: 'POST', path: '/integrations', raw: deep }, 400, 'body-too-deep'],
    [
      'a body of another type',
      {
        method: 'POST',
        path: '/integrations',
        raw: 'a=1',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      },
      415,
      'unsupported-media-type',
    ],
    [
      'plain text',
      { method: 'POST', path: '/integrations', raw: '{}', headers: { 'content-type': 'text/plain' } },
      415,
      'unsupported-media-type',
    ],
    [
      'a body beyond 1 MiB',
      { method: 'POST', path: '/integrations', raw: JSON.stringify({ name: 'x'.repeat(1_048_576) }) },
      413,
      'payload-too-large',
    ],
    ['a broken escape in the path', { path: '/integrations/%zz' }, 400, 'invalid-input'],
    ['an id that is no id', { path: '/integrations/not-an-id' }, 404, 'integration-not-found'],
    ['an unknown integration', { path: integration }, 404, 'integration-not-found'],
    [
      'the catalog of an unknown integration',
      { path: `/catalog/${anId(7)}/relations` },
      404,
      'integration-not-found',
    ],
    ['the syncs of an unknown integration', { path: `${integration}/sync` }, 404, 'integration-not-found'],
    ['an unknown sync', { path: `/syncs/${anId(7)}` }, 404, 'sync-not-found'],
    ['the events of an unknown sync', { path: `/syncs/${anId(7)}/events` }, 404, 'sync-not-found'],
    [
      'a change of an unknown integration',
      { method: 'PATCH', path: integration, body: { name: 'x' } },
      404,
      'integration-not-found',
    ],
    [
      'a new credential for an unknown integration',
      { method: 'PATCH', path: integration, body: { credential: { password: 'x' } } },
      404,
      'integration-not-found',
    ],
    [
      'a sync of an unknown integration',
      { method: 'POST', path: `${integration}/sync` },
      404,
      'integration-not-found',
    ],
    [
      'disabling an unknown integration',
      { method: 'POST', path: `${integration}/disable` },
      404,
      'integration-not-found',
    ],
    [
      'enabling an unknown integration',
      { method: 'POST', path: `${integration}/enable` },
      404,
      'integration-not-found',
    ],
    [
      'deleting an unknown integration',
      { method: 'DELETE', path: integration },
      404,
      'integration-not-found',
    ],
    [
      'cancelling an unknown sync',
      { method: 'POST', path: `/syncs/${anId(7)}/cancel` },
      404,
      'sync-not-found',
    ],
    [
      'requeueing an unknown sync',
      { method: 'POST', path: `/syncs/${anId(7)}/requeue` },
      404,
      'sync-not-found',
    ],
    ['a problem that does not exist', { path: '/problems/nonsense' }, 404, 'route-not-found'],
  ])('%s', async (_, sent, status, code) => {
    const answer = await send(sent);
    expectProblem(answer, { status, code, type: `/problems/${code}` });
  });

  test('says which methods a path knows', async () => {
    const answer = await send({ method: 'PUT', path: '/integrations' });
    expect(answer.headers.get('allow')?.split(', ').sort()).toEqual(['GET', 'POST']);
  });
});

describe('an API that needs no key', () => {
  /** `fetch` makes the Host header itself. */
  const statusFor = async (host: string, path: string): Promise<number | undefined> => {
    const asked = request(`${api.client.url}${path}`, { headers: { host } }).end();
    const [answer] = (await once(asked, 'response')) as [{ statusCode?: number; resume: () => void }];
    answer.resume();
    return answer.statusCode;
  };

  test('answers only to names of this machine, so that no web page elsewhere can speak to it', async () => {
    const { port } = new URL(api.client.url);
    expect(await statusFor(`localhost:${port}`, '/integrations')).toBe(200);
    for (const path of ['/integrations', '/metrics', '/openapi.json']) {
      expect(await statusFor(`evil.example:${port}`, path)).toBe(403);
    }
  });
});

describe('a query that is out of bounds', () => {
  test.each([
    ['/integrations?limit=0', '?limit'],
    ['/integrations?limit=201', '?limit'],
    ['/integrations?limit=ten', '?limit'],
    ['/integrations?cursor=nonsense', '?cursor'],
    ['/integrations?status=odd', '?status'],
    ['/integrations?stauts=active', '?stauts'],
    ['/syncs?integration_id=1', '?integration_id'],
    ['/catalog/search', '?q'],
    [`/catalog/${anId(7)}/relations?kind=table,tabel`, '?kind'],
    [`/catalog/${anId(7)}/relations?fields=password`, '?fields'],
    [`/catalog/${anId(7)}/relations?sort=owner`, '?sort'],
  ])('%s is wrong at %s', async (path, pointer) => {
    const answer = await send({ path });
    expectProblem(answer, { status: 400, code: 'invalid-input' });
    expect(answer.body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([pointer]);
  });

  test.each([
    ['Cadastre-Wait-For', 'tomorrow', { path: '/integrations' }],
    ['Idempotency-Key', 'x'.repeat(256), { method: 'POST', path: `${integration}/sync` }],
  ])('so is %s: %s', async (name, value, sent) => {
    const answer = await send({ ...sent, headers: { [name]: value } });
    expectProblem(answer, { status: 400, code: 'invalid-input' });
    expect(answer.body.errors).toMatchObject([{ pointer: name }]);
  });
});

describe('a registration that is not complete', () => {
  test.each<[string, unknown, string[]]>([
    ['nothing', undefined, ['/integration_type', '/credential']],
    ['no credential', { integration_type: 'POSTGRESQL' }, ['/credential']],
    [
      'an empty credential',
      { integration_type: 'POSTGRESQL', credential: {} },
      ['/credential/host', '/credential/username', '/credential/database_name', '/credential/password'],
    ],
    [
      'another product',
      {
        integration_type: 'ORACLE',
        credential: { host: 'h', username: 'u', password: 'p', database_name: 'd' },
      },
      ['/integration_type'],
    ],
    [
      'no password',
      {
        integration_type: 'POSTGRESQL',
        credential: { host: 'db.example.com', username: 'u', database_name: 'd' },
      },
      ['/credential/password'],
    ],
    [
      'a URL for a host',
      {
        integration_type: 'POSTGRESQL',
        credential: { host: 'postgres://h:5432', username: 'u', password: 'p', database_name: 'd' },
      },
      ['/credential/host'],
    ],
    [
      'loopback in disguise',
      {
        integration_type: 'POSTGRESQL',
        credential: { host: '0x7f.1', username: 'u', password: 'p', database_name: 'd' },
      },
      ['/credential/host'],
    ],
    ['an array', [], ['']],
  ])('%s', async (_, body, pointers) => {
    for (const path of ['/integrations', '/integrations/test']) {
      const answer = await send({ method: 'POST', path, body });
      expectProblem(answer, { status: 400, code: 'invalid-input', step: 'fields' });
      expect(answer.body.errors.map((error: { pointer: string }) => error.pointer)).toEqual(pointers);
    }
  });
});

describe('a database that cannot be used', () => {
  test.each<[string, object, string, RegExp]>([
    ['a wrong password', { password: 'wrong' }, 'authentication', /./],
    ['a database that is not there', { database_name: 'no_such_database' }, 'database', /./],
    ['a closed port', { port: 1 }, 'tcp', /./],
    ['a name that does not resolve', { host: 'no-such-host.invalid' }, 'dns', /./],
    ['TLS that is required and not offered', { ssl_mode: 'require' }, 'tls', /./],
    ['an address that is out of bounds', { host: '169.254.169.254' }, 'egress', /./],
  ])('%s fails at its step and leaves nothing behind', async (_, different, step, hint) => {
    const startedAt = performance.now();
    const answer = await api.client.post('/integrations', registration(target, different));

    expect(performance.now() - startedAt).toBeLessThan(6_000);
    expectProblem(answer, { status: 400, code: `connection-failed-at-${step}`, step });
    expect(answer.body.hint).toMatch(hint);
    expect(answer.body.steps.find((each: { step: string }) => each.step === step).outcome).toBe('failed');
    const { rows } = await api.database.ownerPool.query(
      'select (select count(*) from event_store.events) + (select count(*) from vault.credentials) as left_behind',
    );
    expect(rows[0].left_behind).toBe(0);
  });

  test('a role that may connect and see nothing is told the GRANT that is missing', async () => {
    const role = `blind_${target.database.name}`;
    await target.database.ownerPool.query(`create role ${role} login password 'blind'`);
    const answer = await api.client.post(
      '/integrations',
      registration(target, { username: role, password: 'blind' }),
    );
    await target.database.ownerPool.query(`drop role ${role}`);
    expectProblem(answer, { status: 400, code: 'connection-failed-at-privileges', step: 'privileges' });
    expect(answer.body.hint).toContain(`GRANT USAGE ON SCHEMA "shop" TO "${role}"`);
  });

  test.each([
    ['never answers', () => undefined],
    ['is no PostgreSQL', (socket: Socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ])('a server that %s is refused within 5 s', async (_, behave: (socket: Socket) => unknown) => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      sockets.push(socket.on('error', () => undefined));
      behave(socket);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const startedAt = performance.now();
    const answer = await api.client.post('/integrations', registration(target, { port }));
    expect(performance.now() - startedAt).toBeLessThan(5_500);
    for (const socket of sockets) socket.destroy();
    server.close();
    expectProblem(answer, { status: 400, step: expect.stringMatching(/tcp|tls|authentication/) });
    expect(answer.text).not.toContain('HTTP/1.1');
  });

  test('a test says the same, step by step, and is no failure itself', async () => {
    const bad = await api.client.post('/integrations/test', registration(target, { password: 'wrong' }));
    expect(bad.status).toBe(200);
    expect(bad.body).toMatchObject({ ok: false, failed_step: 'authentication' });

    const good = await api.client.post('/integrations/test', registration(target));
    expect(good.body).toMatchObject({ ok: true, failed_step: null, server: { is_standby: false } });
    expect(good.body.steps.map(({ step }: { step: string }) => step)).toHaveLength(8);
  });
});
