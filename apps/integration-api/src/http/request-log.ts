import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
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

type Observe = (request: FastifyRequest, reply: FastifyReply, what: string) => void;

/** One line and one observation per request. The query string is left out: it is the caller's data. */
export const requestObserver = ({ log, metrics }: { log: Log; metrics: Registry }): Observe => {
  const duration = requestDurations(metrics);
  return (request, { statusCode: status, elapsedTime }, what) => {
    const { method, routeOptions, caller } = request;
    const route = routeOptions.url ?? 'none';
    duration.observe({ method, route, status }, elapsedTime / 1_000);
    log.info(
      {
        correlationId: request.id,
        traceId: request.span?.context?.traceId,
        tenantId: caller?.tenantId,
        actor: caller?.actor,
        method,
        route,
        status,
        durationMs: Math.round(elapsedTime * 10) / 10,
      },
      what,
    );
  };
};

/** Of those whose answer has gone out; of a connection that ended before Fastify says nothing. */
export const observeRequests = (server: FastifyInstance, platform: { log: Log; metrics: Registry }): void => {
  const observe = requestObserver(platform);
  server.addHook('onResponse', (request, reply, done) => {
    observe(request, reply, 'request answered');
    done();
  });
};
