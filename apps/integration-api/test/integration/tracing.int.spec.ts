import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { InMemorySpanExporter, type ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { startTracing, traceIdOf, type Tracing } from '@cadastre/observability';
import { waitFor } from '@cadastre/testing';
import type { ApiUnderTest } from './api-under-test.ts';
import { registration, startApiWithTarget, type Target } from './target.ts';

let api: ApiUnderTest;
let target: Target;
let tracing: Tracing;
const exporter = new InMemorySpanExporter();

beforeAll(async () => {
  tracing = await startTracing({
    service: 'api-under-test',
    version: 'test',
    instance: 'test',
    exporter,
    log: { warn: () => undefined },
  });
  ({ api, target } = await startApiWithTarget());
});
afterAll(async () => {
  await api.close();
  await target.database.drop();
  await tracing.stop();
});

const callersSpan = '00f067aa0ba902b7';
const traceparent = (traceId: string): Record<string, string> => ({
  traceparent: `00-${traceId}-${callersSpan}-01`,
});
const spansOf = (traceId: string): ReadableSpan[] =>
  exporter.getFinishedSpans().filter((span) => span.spanContext().traceId === traceId);
const untilTraced = (traceId: string, names: readonly string[]): Promise<ReadableSpan[]> =>
  waitFor(
    () => {
      const spans = spansOf(traceId);
      const missing = names.filter((name) => !spans.some((span) => span.name === name));
      if (missing.length > 0)
        throw new Error(`no ${missing.join(', ')} among ${spans.map((s) => s.name).join(', ')}`);
      return spans;
    },
    { what: 'the spans of the trace' },
  );
const spanNamed = (spans: readonly ReadableSpan[], name: string): ReadableSpan => {
  const found = spans.find((span) => span.name === name);
  if (found === undefined) throw new Error(`no span ${name}`);
  return found;
};

describe('a command of a caller that traces', () => {
  test('is one trace from the request through the commit to the read models', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const answer = await api.client.post('/integrations', registration(target), traceparent(traceId));
    expect(answer.headers.get('x-correlation-id')).toBe(traceId);

    const spans = await untilTraced(traceId, [
      'POST /integrations',
      'append events',
      'project read_model.integrations',
      'project read_model.syncs',
    ]);
    const request = spanNamed(spans, 'POST /integrations');
    expect(request.parentSpanContext?.spanId).toBe(callersSpan);
    expect(request.attributes).toMatchObject({ 'http.response.status_code': 201 });
    const append = spanNamed(spans, 'append events');
    expect(append.parentSpanContext?.spanId).toBe(request.spanContext().spanId);
    expect(append.attributes['cadastre.commit_id']).toBe(answer.headers.get('cadastre-commit'));
    const projected = spanNamed(spans, 'project read_model.integrations');
    expect(projected.parentSpanContext?.spanId).toBe(append.spanContext().spanId);
  });

  test('is refused with the id of the trace, in the problem and in the log', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4737';
    const { body } = await api.client.post('/integrations', {}, traceparent(traceId));
    expect(body.correlation_id).toBe(traceId);
    const [span] = await untilTraced(traceId, ['POST /integrations']);
    expect(span?.attributes['http.response.status_code']).toBe(400);
    const line = api.logged.find((text) => text.includes(traceId));
    expect(JSON.parse(line ?? '{}')).toMatchObject({ correlationId: traceId, traceId });
  });

  test('with a correlation id of its own keeps both, and a link between them', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4738';
    const headers = { ...traceparent(traceId), 'x-correlation-id': 'order-4711' };
    const answer = await api.client.post('/integrations', registration(target), headers);
    expect(answer.headers.get('x-correlation-id')).toBe('order-4711');
    const spans = await untilTraced(traceIdOf('order-4711'), [
      'append events',
      'project read_model.integrations',
    ]);
    expect(spanNamed(spans, 'append events').links[0]?.context.traceId).toBe(traceId);
    await untilTraced(traceId, ['POST /integrations']);
  });
});

test('a caller that does not trace gets a trace that is told by its correlation id', async () => {
  const { headers } = await api.client.get('/integrations');
  const spans = await untilTraced(traceIdOf(headers.get('x-correlation-id') ?? ''), ['GET /integrations']);
  expect(spans[0]?.parentSpanContext).toBeUndefined();
});

test('what probes ask is not traced', async () => {
  const { headers } = await api.client.get('/health/ready');
  await api.client
    .get('/integrations')
    .then(({ headers: later }) =>
      untilTraced(traceIdOf(later.get('x-correlation-id') ?? ''), ['GET /integrations']),
    );
  expect(spansOf(traceIdOf(headers.get('x-correlation-id') ?? ''))).toEqual([]);
});

test('no span holds the password, nor a name of the target', async () => {
  const told = JSON.stringify(
    exporter
      .getFinishedSpans()
      .map(({ name, attributes, events, status }) => [name, attributes, events, status]),
  );
  expect(told).not.toContain(target.credential.password);
  expect(told).not.toContain(target.credential.database_name);
});
