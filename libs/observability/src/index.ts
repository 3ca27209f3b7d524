export { withCorrelation, type Correlation } from './correlation.ts';
export { createLogger, logLevels, type LogLevel } from './logger.ts';
export { counterOf, createMetrics, gaugeOf, keptCounter, keptHistogram, type Sample } from './metrics.ts';
export {
  formatTraceparent,
  parseTraceparent,
  traceContextOfCommit,
  traceIdOf,
  type CommitOrigin,
  type TraceContext,
} from './tracing/trace-context.ts';
export { startTracing, type Tracing, type TracingOptions } from './tracing/start-tracing.ts';
export {
  currentTrace,
  inSpan,
  isTracing,
  openSpan,
  recordSpan,
  type OpenSpan,
  type SpanAttributes,
  type SpanOptions,
} from './tracing/tracer.ts';
