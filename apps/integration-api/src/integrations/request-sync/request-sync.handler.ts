import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { RequestSyncInput, SyncAccepted } from '@cadastre/api-contract';
import { SyncId, type IntegrationId } from '@cadastre/events';
import { requestSync, type RequestedSyncAnswer } from '@cadastre/integration';
import { Decisions } from '../../commands/decisions.ts';
import { metadataOf, newId, type CommandOrigin } from '../../commands/command-origin.ts';

type Answer = { readonly accepted: SyncAccepted; readonly commitId: string | null };

export class RequestSync extends Command<Answer> {
  constructor(
    readonly origin: CommandOrigin,
    readonly integrationId: IntegrationId,
    readonly input: RequestSyncInput,
  ) {
    super();
  }
}

@CommandHandler(RequestSync)
export class RequestSyncHandler implements ICommandHandler<RequestSync> {
  constructor(private readonly decisions: Decisions) {}

  async execute({ origin, integrationId, input }: RequestSync): Promise<Answer> {
    const syncId = SyncId.parse(newId(origin, 'sync'));
    // What is left when the command was carried out before and would be refused now.
    let answer: RequestedSyncAnswer = { syncId, isQueued: false, events: [] };
    const commitId = await this.decisions.onSync(
      { integrationId, syncId, isNewSync: origin.claimed === null },
      {
        metadata: metadataOf(origin),
        decide: (states) => {
          const ifRunning = input.if_running === 'queue' ? 'queue' : 'reject';
          const allowDrops = input.allow_drops;
          const at = new Date().toISOString();
          answer = requestSync(states, { integrationId, syncId, ifRunning, allowDrops, at });
          return answer.events;
        },
      },
    );
    return {
      accepted: {
        sync_id: answer.syncId,
        integration_id: integrationId,
        status: 'STARTED',
        is_queued: answer.isQueued,
      },
      commitId,
    };
  }
}
