import { Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { routes } from '@cadastre/api-contract';
import { committed, type Answer } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import { Endpoint } from '../../http/endpoint.ts';
import { RequeueSync } from './requeue-sync.handler.ts';

@Controller()
export class RequeueSyncController {
  constructor(private readonly commands: CommandBus) {}

  @Endpoint(routes.requeueSync)
  async requeueSync(call: Call<typeof routes.requeueSync>): Promise<Answer> {
    const { sync_id } = call.params;
    const { commitId } = await this.commands.execute(new RequeueSync(call, sync_id));
    return committed({ sync_id, status: 'STARTED' }, { commitId, location: `/syncs/${sync_id}` });
  }
}
