import 'reflect-metadata';
import { readModelSchema } from '@cadastre/catalog-read-model';
import { runService, startBackgroundApp } from '@cadastre/platform';
import { ProjectorEnvironment, readProjectorSettings } from './config.ts';
import { ProjectorService } from './projector-service.ts';

await runService({
  service: 'catalog-projector',
  readSettings: readProjectorSettings,
  program: {
    command: 'npm run start:projector',
    about: 'A projector as a process of its own: keeps the read models up to date.',
    environment: ProjectorEnvironment,
  },
  listensAt: ({ CADASTRE_PROJECTOR_HTTP_PORT: port, CADASTRE_PROJECTOR_HTTP_HOST: host }) =>
    port === undefined ? [] : [{ host, port, setting: 'CADASTRE_PROJECTOR_HTTP_PORT' }],
  schemas: [readModelSchema],
  start: ({ settings, platform, shutDown }) =>
    startBackgroundApp({
      platform,
      service: new ProjectorService(platform, { batchSize: settings.CADASTRE_PROJECTOR_BATCH_SIZE }),
      httpHost: settings.CADASTRE_PROJECTOR_HTTP_HOST,
      httpPort: settings.CADASTRE_PROJECTOR_HTTP_PORT,
      shutDown,
    }),
});
