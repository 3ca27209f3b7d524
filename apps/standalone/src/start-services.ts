import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ProjectorService } from '@cadastre/catalog-projector';
import { createIntegrationApi, startListening, type Listening } from '@cadastre/integration-api';
import { BackgroundServiceModule, type Platform } from '@cadastre/platform';
import type { ShutDown } from '@cadastre/service-runtime';
import { SyncWorkerService, toWorkerOptions } from '@cadastre/sync-worker';
import type { StandaloneSettings } from './config.ts';

@Module({})
class BackgroundServices {}

/**
 * The three services on one platform. The API goes down first, so that nobody is promised what nobody will do.
 *
 * @returns the addresses the API answers at
 */
export const startServices = async (options: {
  settings: StandaloneSettings;
  /** Where the worker keeps what it has read, if the settings do not say; null for where temporary files are. */
  spoolDir: string | null;
  platform: Platform;
  shutDown: ShutDown;
}): Promise<Listening> => {
  const { settings, spoolDir, platform, shutDown } = options;
  const workerOptions = toWorkerOptions(settings, spoolDir ?? undefined);
  const background: DynamicModule = {
    module: BackgroundServices,
    imports: [
      BackgroundServiceModule.register(new SyncWorkerService(platform, workerOptions)),
      BackgroundServiceModule.register(
        new ProjectorService(platform, { batchSize: settings.CADASTRE_PROJECTOR_BATCH_SIZE }),
      ),
    ],
  };
  const services = await NestFactory.createApplicationContext(background, { logger: false });
  shutDown.onStop('worker and projector', () => services.close());
  const api = await createIntegrationApi({ settings: settings.api, platform });
  shutDown.onStop('API', () => api.close());
  return startListening(api, settings.api);
};
