import { Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { routes } from '@cadastre/api-contract';
import { committed, type Answer } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import { Endpoint } from '../../http/endpoint.ts';
import { CancelSync } from './cancel-sync.handler.ts';

@Controller()
export class CancelSyncController {
  constructor(private readonly commands: CommandBus) {}

  @Endpoint(routes.cancelSync)
  async cancelSync(call: Call<typeof routes.cancelSync>): Promise<Answer> {
    const { sync_id } = call.params;
    const { commitId } = await this.commands.execute(new CancelSync(call, sync_id));
    return committed({ sync_id, status: 'CANCELLED' }, { commitId });
  }
}
