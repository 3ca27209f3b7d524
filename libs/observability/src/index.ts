export { currentCorrelation, withCorrelation, type Correlation } from './correlation.ts';
export { createLogger, logLevels, type LogLevel } from './logger.ts';
export { createMetrics, gaugeOf } from './metrics.ts';
export {
  formatTraceparent,
  parseTraceparent,
  traceContextOfCommit,
  traceIdOf,
  type CommitOrigin,
  type TraceContext,
} from './tracing/trace-context.ts';
