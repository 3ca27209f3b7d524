import { Controller } from '@nestjs/common';
import { routes, type Integration } from '@cadastre/api-contract';
import type { Call } from '../../http/call.ts';
import { Endpoint } from '../../http/endpoint.ts';
import { FindIntegration } from '../find-integration.ts';
import { integrationResource } from '../integration-resource.ts';

@Controller()
export class GetIntegrationController {
  constructor(private readonly integrations: FindIntegration) {}

  @Endpoint(routes.getIntegration)
  async getIntegration({ tenantId, params }: Call<typeof routes.getIntegration>): Promise<Integration> {
    return integrationResource(await this.integrations.live(tenantId, params.integration_id));
  }
}
