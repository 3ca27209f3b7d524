import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isTracing, openSpan, parseTraceparent, traceIdOf } from '@cadastre/observability';
import './request-state.ts';

/** Asked every few seconds by machines: a trace of each would bury the others. */
const untraced = new Set(['/health/live', '/health/ready', '/metrics']);

/**
 * One span for each request, in the trace that the caller brings or in the one of its correlation id. It ends with the
 * last byte of the answer. The query string is the caller's data and stays out.
 */
export const traceRequests = (server: FastifyInstance): void => {
  server.addHook('onRequest', (request, _reply, done) => {
    const { method, id, headers, routeOptions } = request;
    const route = routeOptions.url;
    if (!isTracing() || (route !== undefined && untraced.has(route))) return done();
    const parent = parseTraceparent(headers['traceparent']);
    request.span = openSpan(route === undefined ? method : `${method} ${route}`, {
      kind: 'server',
      parent,
      ...(parent === null ? { traceId: traceIdOf(id) } : {}),
      attributes: {
        'http.request.method': method,
        ...(route === undefined ? {} : { 'http.route': route }),
        'cadastre.correlation_id': id,
      },
    });
    done();
  });
  server.addHook('onResponse', (request, reply, done) => {
    endSpan(request, reply);
    done();
  });
};

export const endSpan = ({ span, caller }: FastifyRequest, { statusCode }: FastifyReply): void => {
  if (span === undefined) return;
  span.set({ 'http.response.status_code': statusCode });
  if (caller !== undefined) span.set({ 'cadastre.tenant_id': caller.tenantId });
  if (statusCode >= 500) span.fail(String(statusCode));
  span.end();
};

/** Hooks of Fastify end before the handler begins: whatever is traced inside it has to be run inside the span. */
export const insideSpan = <T>({ span }: FastifyRequest, work: () => T): T =>
  span === undefined ? work() : span.run(work);
