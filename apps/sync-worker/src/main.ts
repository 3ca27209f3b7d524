import 'reflect-metadata';
import { runService, startBackgroundApp } from '@cadastre/platform';
import { readWorkerSettings, toWorkerOptions } from './config.ts';
import { syncWorkerSchema } from './known-objects/schema.ts';
import { SyncWorkerModule } from './sync-worker.module.ts';

await runService({
  service: 'sync-worker',
  readSettings: readWorkerSettings,
  schemas: [syncWorkerSchema],
  start: ({ settings, platform, shutDown }) =>
    startBackgroundApp({
      platform,
      module: SyncWorkerModule.register({ platform, options: toWorkerOptions(settings) }),
      httpPort: settings.CADASTRE_WORKER_HTTP_PORT,
      shutDown,
    }),
});
