import type { FastifyInstance } from 'fastify';
import { keptHistogram } from '@cadastre/observability';
import type { Histogram, Registry } from 'prom-client';
import type { Log } from '@cadastre/service-runtime';

export const requestDurations = (registry: Registry): Histogram<'method' | 'route' | 'status'> =>
  keptHistogram({
    registry,
    name: 'http_request_duration_seconds',
    help: 'Time from the request line to the last byte of the answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  });

/** One line and one observation per request. The query string is left out: it is the caller's data. */
export const observeRequests = (
  server: FastifyInstance,
  { log, metrics }: { log: Log; metrics: Registry },
): void => {
  const duration = requestDurations(metrics);
  server.addHook('onResponse', (request, reply, done) => {
    const { method, routeOptions, caller } = request;
    const route = routeOptions.url ?? 'none';
    duration.observe({ method, route, status: reply.statusCode }, reply.elapsedTime / 1_000);
    log.info(
      {
        correlationId: request.id,
        traceId: request.span?.context?.traceId,
        tenantId: caller?.tenantId,
        actor: caller?.actor,
        method,
        route,
        status: reply.statusCode,
        durationMs: Math.round(reply.elapsedTime * 10) / 10,
      },
      'request answered',
    );
    done();
  });
};
