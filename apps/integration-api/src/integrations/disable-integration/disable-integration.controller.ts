import { Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { routes } from '@cadastre/api-contract';
import { committed, type Answer } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import { Endpoint } from '../../http/endpoint.ts';
import { DisableIntegration } from './disable-integration.handler.ts';

@Controller()
export class DisableIntegrationController {
  constructor(private readonly commands: CommandBus) {}

  @Endpoint(routes.disableIntegration)
  async disableIntegration(call: Call<typeof routes.disableIntegration>): Promise<Answer> {
    const { integration, commitId } = await this.commands.execute(
      new DisableIntegration(call, call.params.integration_id),
    );
    return committed(integration, { commitId });
  }
}
