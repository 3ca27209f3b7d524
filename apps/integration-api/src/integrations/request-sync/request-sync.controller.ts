import { Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { routes } from '@cadastre/api-contract';
import { committed, type Answer } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import { Endpoint } from '../../http/endpoint.ts';
import { RequestSync } from './request-sync.handler.ts';

@Controller()
export class RequestSyncController {
  constructor(private readonly commands: CommandBus) {}

  @Endpoint(routes.requestSync)
  async requestSync(call: Call<typeof routes.requestSync>): Promise<Answer> {
    const { accepted, commitId } = await this.commands.execute(
      new RequestSync(call, call.params.integration_id, call.body),
    );
    return committed(accepted, { commitId, location: `/syncs/${accepted.sync_id}` });
  }
}
