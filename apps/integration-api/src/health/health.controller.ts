import { Controller } from '@nestjs/common';
import { routes } from '@cadastre/api-contract';
import { ApiPlatform } from '../api-platform.ts';
import { Answer } from '../http/answer.ts';
import { Endpoint } from '../http/endpoint.ts';

@Controller()
export class HealthController {
  constructor(private readonly platform: ApiPlatform) {}

  @Endpoint(routes.getLiveness)
  getLiveness(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Endpoint(routes.getReadiness)
  async getReadiness(): Promise<Answer> {
    const report = await this.platform.health.report();
    return new Answer(report, report.status === 'unavailable' ? { status: 503 } : {});
  }

  @Endpoint(routes.getMetrics)
  async getMetrics(): Promise<Answer> {
    const { metrics } = this.platform;
    return new Answer(await metrics.metrics(), { headers: { 'Content-Type': metrics.contentType } });
  }
}
