export { Bells, channels, type Channel } from './bells.ts';
export { readKafkaOptions, type KafkaSettings } from './kafka/kafka-settings.ts';
export type { PlatformKafka } from './kafka/open-kafka.ts';
export { relayMetrics } from './kafka/relay-metrics.ts';
export { Platform, processName } from './platform.ts';
export {
  everySettingName,
  flagSetting,
  integerSetting,
  optionalFlagSetting,
  optionalPortSetting,
  platformSettings,
} from './settings.ts';
export { cadastreVersion } from './version.ts';
export type { Dependency, DependencyStatus, Finding, HealthReport } from './health/dependency.ts';
export { projectionsDependency } from './health/dependencies.ts';
export { Health } from './health/health.ts';
export { registerFlowMetrics } from './metrics/flow-metrics.ts';
export { countProjection } from './project/projection-metrics.ts';
export { runProjection, type RunProjection } from './project/run-projection.ts';
export { openPlatform, type OpenPlatform, type PlatformOptions } from './open-platform.ts';
export { failToStart } from './start/fail-to-start.ts';
export { obeyCommandLine } from './start/command-line.ts';
export { platformSchemas, prepareDatabase, type DatabaseUrls } from './start/prepare-database.ts';
export { requireFreePort } from './start/require-free-port.ts';
export { runService } from './start/run-service.ts';
export { startPlatform } from './start/start-platform.ts';
export { BackgroundServiceModule } from './operations/background-service.module.ts';
export { startBackgroundApp } from './operations/start-background-app.ts';
