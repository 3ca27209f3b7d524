import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-node';
import { startTracing, type Tracing } from '@cadastre/observability';
import type { StoredEvent } from '@cadastre/events';
import { traceRelayed } from './trace-relayed.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const now = Date.now();
const event = (commitId: string, recordedAt: number): StoredEvent =>
  ({
    commitId,
    metadata: { correlationId: traceId, recordedAt: new Date(recordedAt).toISOString() },
  }) as StoredEvent;

let exporter: InMemorySpanExporter;
let tracing: Tracing;
beforeEach(async () => {
  exporter = new InMemorySpanExporter();
  tracing = await startTracing({
    service: 'relay',
    version: '1',
    instance: 'x',
    exporter,
    log: { warn: () => undefined },
  });
});
afterEach(() => tracing.stop());

test('each recent commit is told once, in its own trace', () => {
  traceRelayed([event('10', now), event('10', now), event('11', now), event('9', now - 3_600_000)], now);
  const told = exporter
    .getFinishedSpans()
    .map((span) => [span.name, span.spanContext().traceId, span.parentSpanContext?.spanId]);
  expect(told).toEqual([
    ['relay events', traceId, '000000000000000a'],
    ['relay events', traceId, '000000000000000b'],
  ]);
});
