import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { SyncId } from '@cadastre/events';
import { requeueSync } from '@cadastre/integration';
import { Decisions } from '../../commands/decisions.ts';
import { metadataOf, type CommandOrigin } from '../../commands/command-origin.ts';
import { IntegrationOfSync } from '../integration-of-sync.ts';

export class RequeueSync extends Command<{ readonly commitId: string | null }> {
  constructor(
    readonly origin: CommandOrigin,
    readonly syncId: SyncId,
  ) {
    super();
  }
}

/**
 * The event brings the job back, through the worker's doorbell and in the order of the log. Requeueing it here as well
 * would let a late doorbell revive a job that has died again in between.
 */
@CommandHandler(RequeueSync)
export class RequeueSyncHandler implements ICommandHandler<RequeueSync> {
  constructor(
    private readonly decisions: Decisions,
    private readonly integrations: IntegrationOfSync,
  ) {}

  async execute({ origin, syncId }: RequeueSync): Promise<{ commitId: string | null }> {
    const integrationId = await this.integrations.find(origin.tenantId, syncId);
    const commitId = await this.decisions.onSync(
      { integrationId, syncId },
      {
        metadata: metadataOf(origin),
        decide: (states) => requeueSync(states, { syncId, at: new Date().toISOString() }),
      },
    );
    return { commitId };
  }
}
