import { Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { routes } from '@cadastre/api-contract';
import { committed, type Answer } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import { Endpoint } from '../../http/endpoint.ts';
import { EnableIntegration } from './enable-integration.handler.ts';

@Controller()
export class EnableIntegrationController {
  constructor(private readonly commands: CommandBus) {}

  @Endpoint(routes.enableIntegration)
  async enableIntegration(call: Call<typeof routes.enableIntegration>): Promise<Answer> {
    const { integration, commitId } = await this.commands.execute(
      new EnableIntegration(call, call.params.integration_id),
    );
    return committed(integration, { commitId });
  }
}
