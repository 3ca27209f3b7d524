import 'reflect-metadata';
import { runService, startBackgroundApp } from '@cadastre/platform';
import { WorkerEnvironment, readWorkerSettings, toWorkerOptions } from './config.ts';
import { syncWorkerSchema } from './known-objects/schema.ts';
import { SyncWorkerService } from './sync-worker-service.ts';

await runService({
  service: 'sync-worker',
  readSettings: readWorkerSettings,
  program: {
    command: 'npm run start:worker',
    about: 'A worker as a process of its own: claims syncs and reads the databases.',
    environment: WorkerEnvironment,
  },
  listensAt: ({ CADASTRE_WORKER_HTTP_PORT: port, CADASTRE_WORKER_HTTP_HOST: host }) =>
    port === undefined ? [] : [{ host, port, setting: 'CADASTRE_WORKER_HTTP_PORT' }],
  schemas: [syncWorkerSchema],
  start: ({ settings, platform, shutDown }) =>
    startBackgroundApp({
      platform,
      service: new SyncWorkerService(platform, toWorkerOptions(settings)),
      httpHost: settings.CADASTRE_WORKER_HTTP_HOST,
      httpPort: settings.CADASTRE_WORKER_HTTP_PORT,
      shutDown,
    }),
});
