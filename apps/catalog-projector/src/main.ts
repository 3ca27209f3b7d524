import 'reflect-metadata';
import { readModelSchema } from '@cadastre/catalog-read-model';
import { runService, startBackgroundApp } from '@cadastre/platform';
import { CatalogProjectorModule } from './catalog-projector.module.ts';
import { readProjectorSettings } from './config.ts';

await runService({
  service: 'catalog-projector',
  readSettings: readProjectorSettings,
  schemas: [readModelSchema],
  start: ({ settings, platform, shutDown }) =>
    startBackgroundApp({
      platform,
      module: CatalogProjectorModule.register({
        platform,
        settings: { batchSize: settings.CADASTRE_PROJECTOR_BATCH_SIZE },
      }),
      httpPort: settings.CADASTRE_PROJECTOR_HTTP_PORT,
      shutDown,
    }),
});
