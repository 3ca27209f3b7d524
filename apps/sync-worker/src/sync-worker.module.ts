import {
  Module,
  type BeforeApplicationShutdown,
  type DynamicModule,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Platform } from '@cadastre/platform';
import { SyncWorkerService, type SyncWorkerOptions } from './sync-worker-service.ts';

@Module({})
export class SyncWorkerModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(private readonly service: SyncWorkerService) {}

  static register(options: { platform: Platform; options: SyncWorkerOptions }): DynamicModule {
    const service = new SyncWorkerService(options.platform, options.options);
    return { module: SyncWorkerModule, providers: [{ provide: SyncWorkerService, useValue: service }] };
  }

  onApplicationBootstrap(): void {
    this.service.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.service.stop();
  }
}
