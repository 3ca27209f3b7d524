import {
  Module,
  type BeforeApplicationShutdown,
  type DynamicModule,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Platform } from '@cadastre/platform';
import { ProjectorService, type ProjectorServiceSettings } from './projector-service.ts';

@Module({})
export class CatalogProjectorModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(private readonly service: ProjectorService) {}

  static register(options: { platform: Platform; settings: ProjectorServiceSettings }): DynamicModule {
    const service = new ProjectorService(options.platform, options.settings);
    return { module: CatalogProjectorModule, providers: [{ provide: ProjectorService, useValue: service }] };
  }

  onApplicationBootstrap(): void {
    this.service.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.service.stop();
  }
}
