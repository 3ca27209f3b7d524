import { Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { routes } from '@cadastre/api-contract';
import { committed, type Answer } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import { Endpoint } from '../../http/endpoint.ts';
import { RegisterIntegration } from './register-integration.handler.ts';

@Controller()
export class RegisterIntegrationController {
  constructor(private readonly commands: CommandBus) {}

  @Endpoint(routes.registerIntegration)
  async registerIntegration(call: Call<typeof routes.registerIntegration>): Promise<Answer> {
    const { integration, commitId } = await this.commands.execute(new RegisterIntegration(call, call.body));
    return committed(integration, { commitId, location: `/integrations/${integration.integration_id}` });
  }
}
