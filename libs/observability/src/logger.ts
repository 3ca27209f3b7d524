import { pino, type DestinationStream, type Logger } from 'pino';
import { AppError } from '@cadastre/errors';
import { currentCorrelation } from './correlation.ts';
import { LinesTogether } from './lines-together.ts';
import { currentTrace } from './tracing/tracer.ts';
import { censor, secretFields, withoutSecrets } from './without-secrets.ts';

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/**
 * An error as a log line shows it: class, our message, code, stack of ours. What a foreign server said
 * (`detail`, `where`, `query`, `hint` of pg's errors) stays out: it may hold user data or a secret.
 */
const describeError = (error: unknown, depth = 0): object => {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code, severity, routine } = error as { code?: unknown; severity?: unknown; routine?: unknown };
  const isForeign = typeof severity === 'string';
  return {
    type: error.name,
    ...(isForeign ? {} : { message: error.message }),
    ...(error instanceof AppError ? { kind: error.kind, facts: error.facts } : {}),
    ...(code === undefined ? {} : { code }),
    ...(isForeign ? { severity, routine } : {}),
    stack: stackFrames(error),
    ...(error.cause !== undefined && depth < 3 ? { cause: describeError(error.cause, depth + 1) } : {}),
  };
};

/** The frames without the first lines, which repeat the message. */
const stackFrames = ({ stack }: Error): string =>
  (stack ?? '')
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 12)
    .join('\n');

/** Lines find their trace, and a trace its lines. */
const tracedIds = (): object => {
  const traced = currentTrace();
  return traced === undefined ? {} : { traceId: traced.traceId, spanId: traced.spanId };
};

/** JSON lines on standard output. Every line carries the correlation of the work it was written in. */
export const createLogger = (options: {
  service: string;
  level: LogLevel;
  version: string;
  destination?: DestinationStream;
}): Logger =>
  pino(
    {
      level: options.level,
      base: { service: options.service, version: options.version, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: ({ err, ...fields }) => ({ ...withoutSecrets(fields), ...(err === undefined ? {} : { err }) }),
      },
      mixin: () => ({ ...currentCorrelation(), ...tracedIds() }),
      serializers: { err: (error: unknown) => withoutSecrets(describeError(error)) },
      // What a child logger is bound to does not come through the formatter. No wildcards here: they cost more than the line.
      redact: { paths: [...secretFields], censor },
    },
    options.destination ?? new LinesTogether(pino.destination({ dest: 1, sync: true })),
  );
