import { Injectable } from '@nestjs/common';
import { status } from '@grpc/grpc-js';
import { Histogram } from 'prom-client';
import { ApiPlatform } from '../api-platform.ts';
import type { IncomingCall } from './incoming-call.ts';
import type { Refusal } from './refusal.ts';

/** One line and one observation per call, as for HTTP. */
@Injectable()
export class ObservedCalls {
  private readonly duration: Histogram;

  constructor(private readonly platform: ApiPlatform) {
    this.duration = new Histogram({
      name: 'grpc_call_duration_seconds',
      help: 'Time from the call to its status; of a stream, how long it lasted.',
      labelNames: ['method', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600],
      registers: [platform.metrics],
    });
  }

  ended(incoming: IncomingCall, startedAt: number, refusal?: Refusal): void {
    const { log } = this.platform;
    const { path: method, correlationId, caller } = incoming;
    const durationMs = performance.now() - startedAt;
    const code = status[refusal?.code ?? status.OK];
    this.duration.observe({ method, status: code }, durationMs / 1_000);
    if (refusal?.bug !== undefined)
      log.error({ err: refusal.bug, correlationId, method }, 'call failed by a bug');
    else if (refusal?.code === status.UNAVAILABLE)
      log.warn({ correlationId, method, detail: refusal.details }, 'call refused, dependency away');
    log.info(
      { correlationId, ...caller, method, status: code, durationMs: Math.round(durationMs * 10) / 10 },
      'call answered',
    );
  }
}
