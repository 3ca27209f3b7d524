import { EventEmitter, once } from 'node:events';
import { get } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { fastify, type FastifyInstance } from 'fastify';
import { routes, type Route } from '@cadastre/api-contract';
import { createLogger } from '@cadastre/observability';
import { Registry } from 'prom-client';
import { IdentifyCaller } from '../access/identify-caller.ts';
import type { ApiPlatform } from '../api-platform.ts';
import { throwIfCancelled } from '../cancellation.ts';
import type { ApiSettings } from '../config.ts';
import { Answer } from './answer.ts';
import { ApiError } from './api-error.ts';
import type { AroundHandler } from './around-handler.ts';
import type { Call } from './call.ts';
import { HttpCalls } from './http-calls.ts';
import { observeRequests } from './request-log.ts';

const notes = new EventEmitter();
const log = {
  info: ({ status }: { status: number }, what: string) => notes.emit('note', { status, what }),
  warn() {},
  error() {},
};
const platform = { log, metrics: new Registry() } as unknown as ApiPlatform;
let server: FastifyInstance;

afterEach(() => server.close());

/** A server with these routes; every handler answers who called. */
const serve = (auth: ApiSettings['auth'], ...mounted: Route[]): void =>
  serveWith(auth, mounted, ({ tenantId, actor, route }) =>
    Promise.resolve(new Answer({ tenantId, actor }, { headers: { 'X-Route': route.id } })),
  );

const serveWith = (
  auth: ApiSettings['auth'],
  mounted: Route[],
  answer: (call: Call) => Promise<Answer>,
): void => {
  const settings = { auth, allowEmptyPassword: false } as ApiSettings;
  const around = { answer } as unknown as AroundHandler;
  server = fastify();
  const calls = new HttpCalls(platform, settings, new IdentifyCaller(platform, settings), around);
  calls.mount(server, mounted);
};

describe('a call by HTTP', () => {
  test('is answered with the usual status of its route and the headers of its answer', async () => {
    serve('none', routes.listIntegrations);
    const listed = await server.inject({ method: 'GET', url: '/integrations' });
    expect([listed.statusCode, listed.headers['x-route']]).toEqual([200, 'listIntegrations']);
  });

  test('has the status of its answer, or else the usual one of its route', async () => {
    const answers = [new Answer({}), new Answer({}, { status: 200 })];
    serveWith('none', [routes.requestSync], () => Promise.resolve(answers.shift() as Answer));
    const post = (url: string) => server.inject({ method: 'POST', url, payload: {} });
    const url = '/integrations/01890a5d-ac96-774b-bcce-b302099a8057/sync';
    expect([(await post(url)).statusCode, (await post(url)).statusCode]).toEqual([202, 200]);
  });

  test('is asked for its head alone as for the whole', async () => {
    serve('none', routes.listIntegrations);
    const head = await server.inject({ method: 'HEAD', url: '/integrations' });
    expect([head.statusCode, head.headers['x-route'], head.body]).toEqual([200, 'listIntegrations', '']);
  });

  test('gives its correlation to every line that is logged inside it', async () => {
    const lines: string[] = [];
    const destination = { write: (line: string) => void lines.push(line) };
    const log = createLogger({ service: 'test', level: 'info', version: '0', destination });
    serveWith('none', [routes.listIntegrations], async ({ correlationId }) => {
      await Promise.resolve();
      log.info({ asked: correlationId }, 'inside');
      return new Answer({});
    });
    await server.inject({ method: 'GET', url: '/integrations' });
    const [line] = lines.map((text) => JSON.parse(text));
    expect(line).toMatchObject({ tenantId: 'default', actor: 'user:local', correlationId: line.asked });
  });

  test('is broken off where even its failure cannot be answered', async () => {
    serveWith('none', [routes.listIntegrations], () =>
      Promise.reject(new ApiError('forbidden', '', { members: { unwritable: 1n } })),
    );
    await expect(server.inject({ method: 'GET', url: '/integrations' })).rejects.toThrow();
  });

  test('reaches what is public without a key', async () => {
    serve('api-key', routes.getLiveness);
    expect((await server.inject({ method: 'GET', url: '/health/live' })).statusCode).toBe(200);
  });

  test('reaches nothing else without a key', async () => {
    serve('api-key', routes.listIntegrations);
    const refused = await server.inject({ method: 'GET', url: '/integrations' });
    expect([refused.statusCode, refused.json().code]).toEqual([401, 'unauthenticated']);
  });

  test('is of the one who sits at this machine where no keys are asked for', async () => {
    serve('none', routes.listIntegrations);
    const { body } = await server.inject({ method: 'GET', url: '/integrations' });
    expect(JSON.parse(body)).toEqual({ tenantId: 'default', actor: 'user:local' });
  });

  test('finds nothing at a path whose route has no endpoint', async () => {
    serve('none', routes.listIntegrations);
    expect((await server.inject({ method: 'GET', url: '/syncs' })).statusCode).toBe(404);
  });

  describe('whose caller leaves', () => {
    /** What is logged of requests until the connection has ended, and in some turns of the event loop after the first of it. */
    const noted = async (isDone: Promise<unknown>): Promise<unknown[]> => {
      const all: unknown[] = [];
      notes.on('note', (note) => all.push(note));
      await Promise.all([once(notes, 'note'), isDone]);
      for (let turn = 0; turn < 10; turn += 1) await setImmediate();
      notes.removeAllListeners();
      return all;
    };
    const gone = (status: number) => [{ status, what: 'request whose connection has ended' }];
    const serveNoted = (answer: () => Promise<Answer>): Promise<string> => {
      serveWith('none', [routes.listIntegrations], answer);
      observeRequests(server, platform);
      return server.listen({ port: 0 });
    };
    const ask = (address: string) => get(`${address}/integrations`).on('error', () => undefined);

    /** Asks, and leaves; what the handler does comes after that. */
    const leave = async (answer: () => Promise<Answer>): Promise<void> => {
      const signs = new EventEmitter();
      const [isAsked, isGone] = [once(signs, 'asked'), once(signs, 'gone')];
      const address = await serveNoted(async () => {
        signs.emit('asked');
        await isGone;
        return answer();
      });
      server.server.once('connection', (socket) => socket.once('close', () => signs.emit('gone')));
      const asking = ask(address);
      await isAsked;
      asking.destroy();
    };

    test('before the answer lets go of what would have been streamed', async () => {
      const stream = new Readable({ read() {} });
      const all = noted(once(stream, 'close'));
      await leave(() => Promise.resolve(new Answer(stream)));
      expect(await all).toEqual(gone(200));
      expect(stream.destroyed).toBe(true);
    });

    test('before anything is done is cancelled, and noted as closed by its client', async () => {
      const all = noted(Promise.resolve());
      await leave(async () => {
        throwIfCancelled();
        return Promise.resolve(new Answer({}));
      });
      expect(await all).toEqual(gone(499));
    });

    test('when it has been done is noted with the status of that', async () => {
      const all = noted(Promise.resolve());
      await leave(() => Promise.resolve(new Answer({}, { status: 202 })));
      expect(await all).toEqual(gone(202));
    });

    test('in the middle of a stream is noted when the connection ends', async () => {
      const stream = new Readable({ read() {} });
      stream.push('begun');
      const all = noted(once(stream, 'close'));
      const asking = ask(await serveNoted(() => Promise.resolve(new Answer(stream))));
      asking.on('response', (response) => response.once('data', () => asking.destroy()));
      expect(await all).toEqual(gone(200));
    });

    test('when all of a stream has been read is noted as answered, once', async () => {
      const read = new EventEmitter();
      const all = noted(once(read, 'end'));
      const asking = ask(await serveNoted(() => Promise.resolve(new Answer(Readable.from(['all'])))));
      asking.on('response', (response) => void text(response).then(() => read.emit('end')));
      expect(await all).toEqual([{ status: 200, what: 'request answered' }]);
    });
  });

  test('that cannot be what its route describes is answered with the problem', async () => {
    serve('none', routes.listIntegrations);
    const refused = await server.inject({ method: 'GET', url: '/integrations?limit=none' });
    expect([refused.statusCode, refused.headers['content-type'], refused.json().errors]).toEqual([
      400,
      'application/problem+json; charset=utf-8',
      [expect.objectContaining({ pointer: expect.stringContaining('limit') })],
    ]);
  });
});
