import type { SpanExporter } from '@opentelemetry/sdk-trace-node';
import { useTracer } from './tracer.ts';

export type TracingOptions = {
  /** `integration-api`, `sync-worker`, …; OTEL_SERVICE_NAME takes its place. */
  readonly service: string;
  readonly version: string;
  /** Which of several processes of the service. */
  readonly instance: string;
  /** Where and how spans are handed over; what is not said here, the exporter takes from OTEL_EXPORTER_OTLP_*. */
  readonly receiver?: { readonly url?: string; readonly headers?: Record<string, string> };
  /** Instead of OTLP over HTTP; then every span is handed over at once. */
  readonly exporter?: SpanExporter;
  readonly log: { warn(facts: object, message: string): void };
};

/** A collector that is away must not hold up the end of the process. */
const flushMs = 3_000;
const leastMsBetweenWarnings = 60_000;

export type Tracing = {
  /** Sends what is left, for three seconds at most, and makes no more spans. Never rejects. */
  stop(): Promise<void>;
};

/**
 * From now on spans are made and sent to where the OTEL_EXPORTER_OTLP_* variables say. The SDK is loaded only here: a
 * process that does not trace neither loads nor runs any of it.
 */
export const startTracing = async (options: TracingOptions): Promise<Tracing> => {
  const [sdk, api, { idGenerator }] = await Promise.all([
    import('@opentelemetry/sdk-trace-node'),
    import('@opentelemetry/api'),
    import('./chosen-ids.ts'),
  ]);
  api.diag.setLogger(quietly(options.log), api.DiagLogLevel.WARN);
  const provider = new sdk.NodeTracerProvider({
    resource: await resourceOf(options),
    spanProcessors: [await processorOf(options)],
    idGenerator,
  });
  provider.register();
  useTracer(provider.getTracer('cadastre', options.version));
  const stop = async (): Promise<void> => {
    useTracer(undefined);
    let timer: NodeJS.Timeout | undefined;
    const impatience = new Promise<void>((resolve) => (timer = setTimeout(resolve, flushMs)));
    await Promise.race([provider.shutdown().catch(() => undefined), impatience]);
    clearTimeout(timer);
    for (const global of [api.trace, api.context, api.propagation, api.diag]) global.disable();
  };
  return { stop };
};

const processorOf = async ({ exporter, receiver }: TracingOptions) => {
  const { BatchSpanProcessor, SimpleSpanProcessor } = await import('@opentelemetry/sdk-trace-node');
  if (exporter !== undefined) return new SimpleSpanProcessor(exporter);
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
  return new BatchSpanProcessor(new OTLPTraceExporter(receiver));
};

const resourceOf = async ({ service, version, instance }: TracingOptions) => {
  const { defaultResource, detectResources, envDetector, resourceFromAttributes } =
    await import('@opentelemetry/resources');
  const ours = resourceFromAttributes({
    'service.namespace': 'cadastre',
    'service.name': service,
    'service.version': version,
    'service.instance.id': instance,
  });
  return defaultResource()
    .merge(ours)
    .merge(detectResources({ detectors: [envDetector] }));
};

/** A collector that is away says so with every batch; once a minute is enough. Its words may hold the URL: they stay out. */
const quietly = (log: TracingOptions['log']) => {
  let warnedAt = -Infinity;
  const warn = (): void => {
    if (performance.now() - warnedAt < leastMsBetweenWarnings) return;
    warnedAt = performance.now();
    log.warn({}, 'traces cannot be handed over');
  };
  const ignore = (): void => undefined;
  return { error: warn, warn, info: ignore, debug: ignore, verbose: ignore };
};
