export {
  WorkerEnvironment,
  heartbeatFitsLease,
  heartbeatProblem,
  toWorkerOptions,
  workerSettings,
} from './config.ts';
export { syncWorkerSchema } from './known-objects/schema.ts';
export { SyncWorkerModule } from './sync-worker.module.ts';
