import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { projectionsDependency } from '@cadastre/platform';
import type { ApiPlatform } from './api-platform.ts';
import type { ApiSettings } from './config.ts';
import { EndpointHandlers } from './http/endpoint-handlers.ts';
import { HttpCalls } from './http/http-calls.ts';
import { createHttpServer } from './http/http-server.ts';
import { refuseForeignHosts } from './http/refuse-foreign-host.ts';
import { observeRequests } from './http/request-log.ts';
import { servingProjections } from './http/serving-projections.ts';
import { IntegrationApiModule } from './integration-api.module.ts';
import { NestLog } from './nest-log.ts';

/**
 * The API, complete and not yet listening: `await startListening(app, settings)`. `app.close()` ends event
 * streams and waits for requests in flight; the platform is closed after it, by whoever made it.
 */
export const createIntegrationApi = async (options: {
  settings: ApiSettings;
  platform: ApiPlatform;
}): Promise<NestFastifyApplication> => {
  const { platform, settings } = options;
  platform.health.add(
    projectionsDependency(platform.pool, { name: 'projections', projections: servingProjections }),
  );
  const adapter = createHttpServer();
  const server = adapter.getInstance<FastifyInstance>();
  if (settings.auth === 'none') refuseForeignHosts(server);
  const app = await NestFactory.create<NestFastifyApplication>(
    IntegrationApiModule.register(options),
    adapter,
    { bodyParser: false, abortOnError: false, logger: new NestLog(platform.log) },
  );
  observeRequests(server, platform);
  app.get(HttpCalls).mount(server, app.get(EndpointHandlers).routes);
  return app;
};
