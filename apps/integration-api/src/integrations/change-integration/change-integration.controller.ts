import { Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { routes } from '@cadastre/api-contract';
import { committed, type Answer } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import { Endpoint } from '../../http/endpoint.ts';
import { ChangeIntegration } from './change-integration.handler.ts';

@Controller()
export class ChangeIntegrationController {
  constructor(private readonly commands: CommandBus) {}

  @Endpoint(routes.changeIntegration)
  async changeIntegration(call: Call<typeof routes.changeIntegration>): Promise<Answer> {
    const { integration_id: integrationId } = call.params;
    const { integration, commitId } = await this.commands.execute(
      new ChangeIntegration(call, integrationId, call.body),
    );
    return committed(integration, { commitId });
  }
}
