import { Controller, Get, Header, Module, Res, type DynamicModule } from '@nestjs/common';
import { Platform } from '../platform.ts';

type Reply = { status(code: number): { send(body: unknown): void } };

/** What an orchestrator asks of a service that has no API of its own. */
@Controller()
export class OperationsController {
  constructor(private readonly platform: Platform) {}

  @Get('health/live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('health/ready')
  async ready(@Res() reply: Reply): Promise<void> {
    const report = await this.platform.health.report();
    reply.status(report.status === 'unavailable' ? 503 : 200).send(report);
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  metrics(): Promise<string> {
    return this.platform.metrics.metrics();
  }
}

/** `/health/live`, `/health/ready` and `/metrics` for workers and projectors that run alone. */
@Module({})
export class OperationsModule {
  static register(platform: Platform): DynamicModule {
    return {
      module: OperationsModule,
      controllers: [OperationsController],
      providers: [{ provide: Platform, useValue: platform }],
    };
  }
}
