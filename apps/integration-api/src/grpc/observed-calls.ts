import { Injectable } from '@nestjs/common';
import { status } from '@grpc/grpc-js';
import type { Histogram, Registry } from 'prom-client';
import { keptHistogram, openSpan, parseTraceparent, traceIdOf, type OpenSpan } from '@cadastre/observability';
import { ApiPlatform } from '../api-platform.ts';
import type { IncomingCall } from './incoming-call.ts';
import type { Refusal } from './refusal.ts';

export const callDurations = (registry: Registry): Histogram<'method' | 'status'> =>
  keptHistogram({
    registry,
    name: 'grpc_call_duration_seconds',
    help: 'Time from the call to its status; of a stream, how long it lasted',
    labelNames: ['method', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600],
  });

/** A call under observation. */
export type Observation = {
  readonly run: OpenSpan['run'];
  end(refusal?: Refusal): void;
};

const nameOf = (code: status): string => status[code];

/** One line, one observation and one span for each call, as for HTTP. */
@Injectable()
export class ObservedCalls {
  private readonly durations: ReturnType<typeof callDurations>;

  constructor(private readonly platform: ApiPlatform) {
    this.durations = callDurations(platform.metrics);
  }

  begin(incoming: IncomingCall): Observation {
    const startedAt = performance.now();
    const { path, correlationId, headers } = incoming;
    const parent = parseTraceparent(headers['traceparent']);
    const span = openSpan(path.slice(1), {
      kind: 'server',
      parent,
      ...(parent === null ? { traceId: traceIdOf(correlationId) } : {}),
      attributes: { 'rpc.system': 'grpc', 'cadastre.correlation_id': correlationId },
    });
    return {
      run: (work) => span.run(work),
      end: (refusal) => {
        const number = refusal?.code ?? status.OK;
        const code = nameOf(number);
        span.set({ 'rpc.grpc.status_code': number });
        if (refusal?.bug !== undefined || refusal?.code === status.UNAVAILABLE) span.fail(code);
        span.end();
        const durationMs = performance.now() - startedAt;
        this.durations.observe({ method: path, status: code }, durationMs / 1_000);
        this.log(incoming, { code, durationMs, traceId: span.context?.traceId }, refusal);
      },
    };
  }

  private log(
    { path: method, correlationId, caller }: IncomingCall,
    { code, durationMs, traceId }: { code: string; durationMs: number; traceId: string | undefined },
    refusal: Refusal | undefined,
  ): void {
    const { log } = this.platform;
    if (refusal?.bug !== undefined)
      log.error({ err: refusal.bug, correlationId, method }, 'call failed by a bug');
    else if (refusal?.code === status.UNAVAILABLE)
      log.warn({ correlationId, method, detail: refusal.details }, 'call refused, dependency away');
    const duration = Math.round(durationMs * 10) / 10;
    log.info(
      { correlationId, traceId, ...caller, method, status: code, durationMs: duration },
      'call answered',
    );
  }
}
