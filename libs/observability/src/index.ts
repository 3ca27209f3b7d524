export { currentCorrelation, withCorrelation, type Correlation } from './correlation.ts';
export { createLogger, logLevels, type LogLevel } from './logger.ts';
export { createMetrics, gaugeOf } from './metrics.ts';
