import {
  Module,
  type BeforeApplicationShutdown,
  type DynamicModule,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { BackgroundService } from '@cadastre/service-runtime';

/** Gives a background service the life of the Nest application it is part of. */
class ServiceLife implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(private readonly service: BackgroundService) {}

  onApplicationBootstrap(): void {
    this.service.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.service.stop();
  }
}

/** The module of a service that is nothing but a loop: started when the application is up, stopped before it goes down. */
@Module({})
export class BackgroundServiceModule {
  static register(service: BackgroundService): DynamicModule {
    return {
      module: BackgroundServiceModule,
      providers: [{ provide: service.name, useValue: new ServiceLife(service) }],
    };
  }
}
