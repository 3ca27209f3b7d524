import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { IntegrationId } from '@cadastre/events';
import { deleteIntegration, type Decision } from '@cadastre/integration';
import { channels } from '@cadastre/platform';
import { ApiPlatform } from '../../api-platform.ts';
import { Decisions } from '../../commands/decisions.ts';
import { metadataOf, type CommandOrigin } from '../../commands/command-origin.ts';

export class DeleteIntegration extends Command<{ readonly commitId: string | null }> {
  constructor(
    readonly origin: CommandOrigin,
    readonly integrationId: IntegrationId,
  ) {
    super();
  }
}

/** The credential is destroyed in the transaction that says so: there is no moment in which only one of them is true. */
@CommandHandler(DeleteIntegration)
export class DeleteIntegrationHandler implements ICommandHandler<DeleteIntegration> {
  constructor(
    private readonly platform: ApiPlatform,
    private readonly decisions: Decisions,
  ) {}

  async execute({ origin, integrationId }: DeleteIntegration): Promise<{ commitId: string | null }> {
    const { vault, jobs, bells } = this.platform;
    const { tenantId } = origin;
    const commitId = await this.decisions.onIntegration(integrationId, {
      metadata: metadataOf(origin),
      decide: (integration) =>
        deleteIntegration(integration, { integrationId, at: new Date().toISOString() }),
      before: async (tx, events) => {
        for (const syncId of cancelledSyncs(events)) await jobs.cancel(tx, syncId);
      },
      after: (tx) => vault.shred(tx, { tenantId, integrationId }),
    });
    bells.ring(channels.jobs);
    return { commitId };
  }
}

const cancelledSyncs = (events: Decision): string[] =>
  events.flatMap((event) => (event.type === 'SyncCancelled' ? [event.data.sync_id] : []));
