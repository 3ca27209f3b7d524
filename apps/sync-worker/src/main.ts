import 'reflect-metadata';
import { runService, startBackgroundApp } from '@cadastre/platform';
import { readWorkerSettings, toWorkerOptions } from './config.ts';
import { syncWorkerSchema } from './known-objects/schema.ts';
import { SyncWorkerService } from './sync-worker-service.ts';

await runService({
  service: 'sync-worker',
  readSettings: readWorkerSettings,
  schemas: [syncWorkerSchema],
  start: ({ settings, platform, shutDown }) =>
    startBackgroundApp({
      platform,
      service: new SyncWorkerService(platform, toWorkerOptions(settings)),
      httpPort: settings.CADASTRE_WORKER_HTTP_PORT,
      shutDown,
    }),
});
