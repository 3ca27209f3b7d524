import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  context,
  trace,
  type Attributes,
  type Context,
  type Span,
  type Tracer,
} from '@opentelemetry/api';
import { AppError } from '@cadastre/errors';
import { choosingIds } from './chosen-ids.ts';
import type { TraceContext } from './trace-context.ts';

const kinds = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

export type SpanAttributes = Attributes;

export type SpanOptions = {
  readonly kind?: keyof typeof kinds;
  /** Never a secret, a parameter of a statement, or text of a foreign server. */
  readonly attributes?: SpanAttributes;
  /** Default: the span that the caller runs in. Null: none, the span begins a trace or is the first of it here. */
  readonly parent?: TraceContext | null;
  /** Of a span without a parent; default: any. */
  readonly traceId?: string;
  /** Default: any. */
  readonly spanId?: string;
  readonly links?: readonly TraceContext[];
  /** Milliseconds since 1970; default: now. */
  readonly startedAt?: number;
};

/** A piece of work while it runs. */
export type OpenSpan = {
  /** Undefined while tracing is off. */
  readonly context: TraceContext | undefined;
  set(attributes: SpanAttributes): void;
  /** @param error what was thrown, or a code that names it */
  fail(error: unknown): void;
  /** What the work asks for inside, hangs on this span. */
  run<T>(work: () => T): T;
  end(): void;
};

const nothing: OpenSpan = {
  context: undefined,
  set: () => undefined,
  fail: () => undefined,
  run: (work) => work(),
  end: () => undefined,
};

let tracer: Tracer | undefined;

/** From here on spans are made; undefined: no more. Called by `startTracing` only. */
export const useTracer = (used: Tracer | undefined): void => {
  tracer = used;
};

/** Whether spans are made: what has to be worked out for them only need not be worked out otherwise. */
export const isTracing = (): boolean => tracer !== undefined;

/** The span that the caller runs in. */
export const currentTrace = (): TraceContext | undefined => {
  if (tracer === undefined) return undefined;
  const span = trace.getActiveSpan();
  return span === undefined ? undefined : contextOf(span);
};

/** A piece of work that ends elsewhere. Costs nothing while tracing is off. */
export const openSpan = (name: string, options: SpanOptions = {}): OpenSpan => {
  if (tracer === undefined) return nothing;
  const { kind = 'internal', attributes, links = [], startedAt } = options;
  const parent = parentOf(options.parent);
  const span = choosingIds(options, () =>
    (tracer as Tracer).startSpan(
      name,
      {
        kind: kinds[kind],
        ...(attributes && { attributes }),
        ...(links.length > 0 && { links: links.map((link) => ({ context: spanContext(link) })) }),
        ...(startedAt !== undefined && { startTime: startedAt }),
      },
      parent,
    ),
  );
  return opened(span, parent);
};

/** Runs the work inside a span and ends it with the work; what the work throws is thrown on. */
export const inSpan = async <T>(
  name: string,
  options: SpanOptions,
  work: (span: OpenSpan) => Promise<T>,
): Promise<T> => {
  if (tracer === undefined) return work(nothing);
  const span = openSpan(name, options);
  try {
    return await span.run(() => work(span));
  } catch (error) {
    span.fail(error);
    throw error;
  } finally {
    span.end();
  }
};

/** A piece of work that is over. */
export const recordSpan = (name: string, options: SpanOptions & { readonly startedAt: number }): void => {
  if (tracer !== undefined) openSpan(name, options).end();
};

const opened = (span: Span, parent: Context): OpenSpan => {
  const inside = trace.setSpan(parent, span);
  return {
    context: contextOf(span),
    set: (attributes) => void span.setAttributes(attributes),
    fail: (error) => {
      span.setAttribute('error.type', errorType(error));
      // No message: it may hold what a foreign server said.
      span.setStatus({ code: SpanStatusCode.ERROR });
    },
    run: (work) => context.with(inside, work),
    end: () => span.end(),
  };
};

/** A code as it is, a code of ours, or the class of the error. */
const errorType = (error: unknown): string => {
  if (error instanceof AppError) return error.code;
  if (typeof error === 'string') return error;
  return error instanceof Error ? error.name : typeof error;
};

const parentOf = (parent: TraceContext | null | undefined): Context => {
  if (parent === undefined) return context.active();
  return parent === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, spanContext(parent));
};

const spanContext = ({ traceId, spanId, isSampled }: TraceContext) => ({
  traceId,
  spanId,
  traceFlags: isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
  isRemote: true,
});

const contextOf = (span: Span): TraceContext => {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return { traceId, spanId, isSampled: (traceFlags & TraceFlags.SAMPLED) !== 0 };
};
