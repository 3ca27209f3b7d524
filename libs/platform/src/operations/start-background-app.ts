import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { BackgroundService, ShutDown } from '@cadastre/service-runtime';
import type { Platform } from '../platform.ts';
import { BackgroundServiceModule } from './background-service.module.ts';
import { OperationsModule } from './operations.module.ts';

@Module({})
class BackgroundApp {}

/** Starts a service that answers no requests but those of its operators, and those only if it has a port. */
export const startBackgroundApp = async (options: {
  platform: Platform;
  service: BackgroundService;
  httpHost: string;
  httpPort: number | undefined;
  shutDown: ShutDown;
}): Promise<void> => {
  const { platform, service, httpHost, httpPort, shutDown } = options;
  const root: DynamicModule = {
    module: BackgroundApp,
    imports: [BackgroundServiceModule.register(service), OperationsModule.register(platform)],
  };
  if (httpPort === undefined) {
    const context = await NestFactory.createApplicationContext(root, { logger: false });
    shutDown.onStop('services', () => context.close());
    platform.log.info({ process: platform.processName }, 'started');
  } else {
    const app = await NestFactory.create(root, new FastifyAdapter(), { logger: false });
    shutDown.onStop('services', () => app.close());
    await app.listen(httpPort, httpHost);
    platform.log.info({ process: platform.processName, url: await app.getUrl() }, 'started');
  }
};
