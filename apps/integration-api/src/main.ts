import { readModelSchema } from '@cadastre/catalog-read-model';
import { failToStart, runService } from '@cadastre/platform';
import { apiSchema } from './api-schema.ts';
import { readApiEnvironment, toApiSettings } from './config.ts';
import { createIntegrationApi } from './create-integration-api.ts';

/** The API as a process of its own: `npm run start:api`. */
await runService({
  service: 'integration-api',
  readSettings: readApiEnvironment,
  schemas: [readModelSchema, apiSchema],
  start: async ({ settings: environment, platform, shutDown, log }) => {
    const settings = toApiSettings(environment);
    const app = await createIntegrationApi({ settings, platform });
    shutDown.onStop('api', () => app.close());
    await app.listen(settings.port, settings.host).catch(failToStart);
    log.info({ url: await app.getUrl() }, 'listening');
  },
});
