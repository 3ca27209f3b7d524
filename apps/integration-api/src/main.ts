import { readModelSchema } from '@cadastre/catalog-read-model';
import { runService } from '@cadastre/platform';
import { apiSchema } from './api-schema.ts';
import { ApiEnvironment, listeningPlaces, readApiEnvironment, toApiSettings } from './config.ts';
import { createIntegrationApi } from './create-integration-api.ts';
import { startListening } from './start-listening.ts';

/** The API as a process of its own: `npm run start:api`. */
await runService({
  service: 'integration-api',
  program: {
    command: 'npm run start:api',
    about: 'The API as a process of its own, on a database shared with workers and projectors.',
    environment: ApiEnvironment,
  },
  readSettings: readApiEnvironment,
  listensAt: (settings) => listeningPlaces(toApiSettings(settings)),
  schemas: [readModelSchema, apiSchema],
  start: async ({ settings: environment, platform, shutDown, log }) => {
    const settings = toApiSettings(environment);
    const app = await createIntegrationApi({ settings, platform });
    shutDown.onStop('api', () => app.close());
    log.info(await startListening(app, settings), 'listening');
  },
});
