import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { ClosedGuard } from './access/closed.guard.ts';
import { IdentifyCaller } from './access/identify-caller.ts';
import { ApiPlatform } from './api-platform.ts';
import { catalogSlices } from './catalog/catalog-slices.ts';
import { Decisions } from './commands/decisions.ts';
import { ApiSettings } from './config.ts';
import { grpcProviders } from './grpc/grpc-slices.ts';
import { HealthController } from './health/health.controller.ts';
import { AroundHandler } from './http/around-handler.ts';
import { EndpointHandlers } from './http/endpoint-handlers.ts';
import { HttpCalls } from './http/http-calls.ts';
import { ProblemFilter } from './http/problem.filter.ts';
import { ProjectedBell } from './http/projected-bell.ts';
import { ReadModelWaits } from './http/read-model-waits.ts';
import { IdempotentCommands } from './idempotency/idempotent-commands.ts';
import { KeySweeper } from './idempotency/key-sweeper.ts';
import { integrationSlices } from './integrations/integration-slices.ts';
import { DocumentsController } from './openapi/documents.controller.ts';
import { parkedKeySlices } from './parked-keys/parked-key-slices.ts';
import { AskReadModelHandler } from './queries/ask-read-model.ts';
import type { Slices } from './slices.ts';
import { syncSlices } from './syncs/sync-slices.ts';

/** Around every handler, whichever it is. */
const edge: Provider[] = [
  { provide: APP_FILTER, useClass: ProblemFilter },
  { provide: APP_GUARD, useClass: ClosedGuard },
  HttpCalls,
  IdentifyCaller,
  ProjectedBell,
  ReadModelWaits,
  AroundHandler,
  EndpointHandlers,
  IdempotentCommands,
  KeySweeper,
];

@Module({})
export class IntegrationApiModule {
  static register(options: { settings: ApiSettings; platform: ApiPlatform }): DynamicModule {
    const slices: Slices[] = [integrationSlices, syncSlices, catalogSlices, parkedKeySlices];
    return {
      module: IntegrationApiModule,
      imports: [CqrsModule.forRoot()],
      controllers: [
        ...slices.flatMap(({ controllers }) => controllers),
        HealthController,
        DocumentsController,
      ],
      providers: [
        { provide: ApiPlatform, useValue: options.platform },
        { provide: ApiSettings, useValue: options.settings },
        ...edge,
        ...grpcProviders,
        Decisions,
        AskReadModelHandler,
        ...slices.flatMap(({ providers }) => providers),
      ],
    };
  }
}
