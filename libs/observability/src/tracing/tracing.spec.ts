import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { InMemorySpanExporter, type ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { Unavailable } from '@cadastre/errors';
import { createLogger } from '../logger.ts';
import { startTracing, type Tracing } from './start-tracing.ts';
import { traceContextOfCommit } from './trace-context.ts';
import { currentTrace, inSpan, isTracing, openSpan, recordSpan } from './tracer.ts';

let exporter: InMemorySpanExporter;
let tracing: Tracing;

const spans = (): ReadableSpan[] => exporter.getFinishedSpans();
const named = (name: string): ReadableSpan => {
  const found = spans().find((span) => span.name === name);
  if (found === undefined) throw new Error(`no span ${name}`);
  return found;
};
const silent = { warn: () => undefined };
const start = async (): Promise<void> => {
  exporter = new InMemorySpanExporter();
  tracing = await startTracing({
    service: 'test',
    version: '1',
    instance: 'here:1',
    exporter,
    log: silent,
  });
};

describe('while tracing is on', () => {
  beforeEach(start);
  afterEach(() => tracing.stop());

  test('work inside work is one trace', async () => {
    await inSpan('outer', { kind: 'server' }, async () => {
      await Promise.resolve();
      await inSpan('inner', { attributes: { 'cadastre.rows': 3 } }, async () => Promise.resolve());
    });
    expect(named('inner').spanContext().traceId).toBe(named('outer').spanContext().traceId);
    expect(named('inner').parentSpanContext?.spanId).toBe(named('outer').spanContext().spanId);
    expect(named('inner').attributes).toEqual({ 'cadastre.rows': 3 });
    expect(named('outer').kind).toBe(SpanKind.SERVER);
    expect(named('outer').resource.attributes).toMatchObject({
      'service.name': 'test',
      'service.instance.id': 'here:1',
    });
  });

  test('a trace goes on from a commit, and a span may be chosen', () => {
    const commit = traceContextOfCommit({
      commitId: '42',
      correlationId: '0190d3c1-6d0f-7f0b-9c3a-0b8b1a2f7c55',
    });
    recordSpan('append', { parent: null, ...commit, startedAt: 1_700_000_001_000 });
    recordSpan('project', { parent: commit, startedAt: 1_700_000_002_000 });
    expect(named('append').spanContext()).toMatchObject({
      traceId: '0190d3c16d0f7f0b9c3a0b8b1a2f7c55',
      spanId: '000000000000002a',
    });
    expect(named('project').parentSpanContext?.spanId).toBe('000000000000002a');
    expect(named('project').spanContext().traceId).toBe('0190d3c16d0f7f0b9c3a0b8b1a2f7c55');
    expect(named('project').startTime[0]).toBe(1_700_000_002);
  });

  test('a chosen id is for one span only', () => {
    openSpan('first', { parent: null, traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) }).end();
    openSpan('second', { parent: null }).end();
    expect(named('second').spanContext().traceId).not.toBe('a'.repeat(32));
    expect(named('second').spanContext().spanId).not.toBe('b'.repeat(16));
  });

  test('a failure says its class and nothing of its words', async () => {
    const failing = inSpan('fails', {}, async () => {
      throw new Unavailable({ dependency: 'database', reason: 'CANARY' }, { cause: new Error('CANARY') });
    });
    await expect(failing).rejects.toThrow(Unavailable);
    expect(named('fails').status).toEqual({ code: SpanStatusCode.ERROR });
    expect(named('fails').attributes).toEqual({ 'error.type': 'unavailable' });
    expect(JSON.stringify([named('fails').attributes, named('fails').events])).not.toContain('CANARY');
  });

  test('log lines carry the span they were written in', async () => {
    const lines: string[] = [];
    const destination = new Writable({
      write: (chunk: Buffer, _, done) => {
        lines.push(chunk.toString());
        done();
      },
    });
    const log = createLogger({ service: 'test', version: '0', level: 'info', destination });
    await inSpan('logs', {}, async () => log.info({}, 'inside'));
    log.info({}, 'outside');
    const [inside, outside] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(inside).toMatchObject(
      (({ traceId, spanId }) => ({ traceId, spanId }))(named('logs').spanContext()),
    );
    expect(outside).not.toHaveProperty('traceId');
  });
});

describe('while tracing is off', () => {
  test('work runs all the same and no span is made', async () => {
    await start();
    await tracing.stop();
    exporter.reset();
    expect(isTracing()).toBe(false);
    const seen = await inSpan('none', {}, async (span) => {
      span.set({ a: 1 });
      span.fail(new Error('x'));
      return span.run(() => [span.context, currentTrace()]);
    });
    expect(seen).toEqual([undefined, undefined]);
    recordSpan('none', { startedAt: 0 });
    expect(spans()).toEqual([]);
  });
});
