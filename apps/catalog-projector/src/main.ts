import 'reflect-metadata';
import { readModelSchema } from '@cadastre/catalog-read-model';
import { runService, startBackgroundApp } from '@cadastre/platform';
import { readProjectorSettings } from './config.ts';
import { ProjectorService } from './projector-service.ts';

await runService({
  service: 'catalog-projector',
  readSettings: readProjectorSettings,
  schemas: [readModelSchema],
  start: ({ settings, platform, shutDown }) =>
    startBackgroundApp({
      platform,
      service: new ProjectorService(platform, { batchSize: settings.CADASTRE_PROJECTOR_BATCH_SIZE }),
      httpPort: settings.CADASTRE_PROJECTOR_HTTP_PORT,
      shutDown,
    }),
});
