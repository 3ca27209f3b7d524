import { z } from 'zod';

const httpUrl = z
  .string()
  .regex(/^https?:\/\/[^\s]+$/, 'must look like http://collector:4318')
  .optional();

const headerList = /^[^=,\s]+=[^,]*(,[^=,\s]+=[^,]*)*$/;

const samplers = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

/** The standard variables of OpenTelemetry that are checked here; the SDK reads the others (timeouts, limits) itself. */
export const tracingSettings = {
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl.meta({
    description: 'Where traces go: a receiver of OTLP over HTTP. Unset: no traces are made.',
    example: 'http://localhost:4318',
  }),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: httpUrl.meta({
    description: 'The same for traces alone, with its whole path.',
    example: 'http://localhost:4318/v1/traces',
  }),
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .regex(headerList, 'must look like name=value,name=value')
    .optional()
    .meta({
      description:
        'Headers for the receiver, such as its token. A secret: prefer OTEL_EXPORTER_OTLP_HEADERS_FILE.',
      example: 'authorization=Bearer%20…',
    }),
  OTEL_EXPORTER_OTLP_PROTOCOL: z
    .enum(['http/json', 'http/protobuf'], {
      error: 'must be http/json or http/protobuf; both are sent as JSON, and gRPC is not spoken',
    })
    .default('http/json')
    .meta({ description: 'Traces are sent as JSON over HTTP.', example: 'http/json' }),
  OTEL_SERVICE_NAME: z.string().min(1).optional().meta({
    description:
      "The service's name in traces. Unset: integration-api, sync-worker, catalog-projector or standalone.",
    example: '',
  }),
  OTEL_TRACES_SAMPLER: z
    .enum(samplers, { error: `must be one of ${samplers.join(', ')}` })
    .default('parentbased_always_on')
    .meta({
      description: 'Which traces are kept. What comes after a commit asks the trace id, not the caller.',
      example: 'parentbased_always_on',
    }),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number({ error: 'must be a number from 0 to 1' })
    .min(0, 'must be at least 0')
    .max(1, 'must be at most 1')
    .optional()
    .meta({ description: 'The share that the traceidratio samplers keep, from 0 to 1.', example: '1' }),
  OTEL_SDK_DISABLED: z
    .enum(['true', 'false'], { error: 'must be true or false' })
    .default('false')
    .transform((text) => text === 'true')
    .meta({ description: 'true: no traces, whatever else is set.', example: 'false' }),
} as const;

export type TracingSettings = z.output<z.ZodObject<typeof tracingSettings>>;

/** Traces are made where somebody takes them. */
export const wantsTraces = (settings: TracingSettings): boolean =>
  !settings.OTEL_SDK_DISABLED &&
  (settings.OTEL_EXPORTER_OTLP_ENDPOINT ?? settings.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) !== undefined;

/** Where and how traces are handed over, also where the settings came in files. */
export const receiverOf = (settings: TracingSettings): { url?: string; headers?: Record<string, string> } => {
  const base = settings.OTEL_EXPORTER_OTLP_ENDPOINT?.replace(/\/+$/, '');
  const url =
    settings.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? (base === undefined ? undefined : `${base}/v1/traces`);
  const headers = settings.OTEL_EXPORTER_OTLP_HEADERS;
  return {
    ...(url === undefined ? {} : { url }),
    ...(headers === undefined ? {} : { headers: parseHeaders(headers) }),
  };
};

/** `name=value,name=value`, values percent-encoded, as the standard has it. */
const parseHeaders = (text: string): Record<string, string> =>
  Object.fromEntries(
    text.split(',').map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at).trim(), decoded(pair.slice(at + 1).trim())] as const;
    }),
  );

const decoded = (value: string): string => {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
};
