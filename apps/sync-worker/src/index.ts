export {
  WorkerEnvironment,
  heartbeatFitsLease,
  heartbeatProblem,
  toWorkerOptions,
  workerSettings,
} from './config.ts';
export { syncMetrics } from './metrics/sync-metrics.ts';
export { syncWorkerSchema } from './known-objects/schema.ts';
export { SyncWorkerService } from './sync-worker-service.ts';
