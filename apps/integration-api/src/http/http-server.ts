import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { InvalidInput } from '@cadastre/errors';
import { CorrelationId, headerNames } from '@cadastre/api-contract';
import { parseTraceparent } from '@cadastre/observability';
import { newUuid } from '../new-uuid.ts';
import { closeConnectionsInTime } from './close-connections.ts';
import { entityTag, isMatched } from './etag.ts';
import { maxBodyBytes, parseJsonBody } from './json-body.ts';
import { aboutRequest, sendProblem } from './send-problem.ts';
import './request-state.ts';
import { toProblem } from './to-problem.ts';
import { traceRequests } from './trace-requests.ts';

const correlationHeader = headerNames.correlationId.toLowerCase();

/**
 * Taken from the caller if it is harmless in a log line; else the id of the trace that the caller brings, so that events
 * of the command belong to it; else made.
 */
export const correlationIdOf = (header: string | string[] | undefined, traceparent?: unknown): string => {
  const given = CorrelationId.safeParse(header);
  return given.success ? given.data : (parseTraceparent(traceparent)?.traceId ?? newUuid());
};

/** Fastify with the limits and habits of this API; everything that works on all requests alike. */
export const createHttpServer = (): FastifyAdapter => {
  const adapter = new FastifyAdapter({
    bodyLimit: maxBodyBytes,
    // A name of 63 characters in UTF-8, percent-encoded, is longer than the router's 100.
    routerOptions: { maxParamLength: 4_000 },
    requestTimeout: 30_000,
    // What comes over a connection that is kept open while we are on our way out is answered like any other, and is the last.
    return503OnClosing: false,
    frameworkErrors: ((_error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      // The router could not even read the URL, so no hook has seen the request.
      void reply.header(headerNames.correlationId, request.id);
      const issue = { pointer: '', detail: 'the URL is not valid' };
      sendProblem(reply, toProblem(new InvalidInput([issue]), aboutRequest(request)));
    }) as never,
    genReqId: (request: { headers: Record<string, string | string[] | undefined> }) =>
      correlationIdOf(request.headers[correlationHeader], request.headers['traceparent']),
  });
  const server = adapter.getInstance<FastifyInstance>();
  server.decorateRequest('caller', undefined);
  server.decorateRequest('call', undefined);
  server.decorateRequest('span', undefined);
  traceRequests(server);
  acceptJsonOnly(server);
  closeConnectionsInTime(server);
  // Hooks say when they are done: one that is asynchronous makes promises, each of which the correlation follows on Node 20.
  server.addHook('onRequest', (request, reply, done) => {
    void reply.headers({
      [headerNames.correlationId]: request.id,
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-store',
    });
    done();
  });
  server.addHook('onSend', (request, reply, payload, done) => {
    // A tag is of use only to somebody who may keep the answer.
    if (reply.hasHeader('ETag')) void reply.header('Cache-Control', 'private, no-cache');
    if (!isTagged(request, reply) || typeof payload !== 'string') return done(null, payload);
    const tag = entityTag(payload);
    void reply.headers({ ETag: tag, 'Cache-Control': 'private, no-cache' });
    if (!isMatched(request.headers['if-none-match'], tag)) return done(null, payload);
    void reply.code(304).removeHeader('content-length');
    done(null, null);
  });
  return adapter;
};

/** Where the handler knows no cheaper tag. */
const isTagged = ({ call }: FastifyRequest, reply: FastifyReply): boolean =>
  reply.statusCode === 200 && call?.route.hasEtag === true && !reply.hasHeader('ETag');

/** Fastify would also take text/plain; and its own JSON parser quotes the body in its errors. */
const acceptJsonOnly = (server: FastifyInstance): void => {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, parseJsonBody(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
};
