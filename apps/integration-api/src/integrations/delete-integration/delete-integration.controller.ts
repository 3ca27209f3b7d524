import { Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { routes } from '@cadastre/api-contract';
import { committed, type Answer } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import { Endpoint } from '../../http/endpoint.ts';
import { DeleteIntegration } from './delete-integration.handler.ts';

@Controller()
export class DeleteIntegrationController {
  constructor(private readonly commands: CommandBus) {}

  @Endpoint(routes.deleteIntegration)
  async deleteIntegration(call: Call<typeof routes.deleteIntegration>): Promise<Answer> {
    const { commitId } = await this.commands.execute(new DeleteIntegration(call, call.params.integration_id));
    return committed(undefined, { commitId });
  }
}
