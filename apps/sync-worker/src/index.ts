export {
  WorkerEnvironment,
  heartbeatFitsLease,
  heartbeatProblem,
  toWorkerOptions,
  workerSettings,
} from './config.ts';
export { syncWorkerSchema } from './known-objects/schema.ts';
export { SyncWorkerService } from './sync-worker-service.ts';
