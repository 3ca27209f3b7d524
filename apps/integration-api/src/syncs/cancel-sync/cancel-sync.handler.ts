import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { SyncId } from '@cadastre/events';
import { cancelSync } from '@cadastre/integration';
import { channels } from '@cadastre/platform';
import { ApiPlatform } from '../../api-platform.ts';
import { Decisions } from '../../commands/decisions.ts';
import { metadataOf, type CommandOrigin } from '../../commands/command-origin.ts';
import { IntegrationOfSync } from '../integration-of-sync.ts';

export class CancelSync extends Command<{ readonly commitId: string | null }> {
  constructor(
    readonly origin: CommandOrigin,
    readonly syncId: SyncId,
  ) {
    super();
  }
}

/** The job ends with the sync: its worker notices that its lease is gone and stops. */
@CommandHandler(CancelSync)
export class CancelSyncHandler implements ICommandHandler<CancelSync> {
  constructor(
    private readonly platform: ApiPlatform,
    private readonly decisions: Decisions,
    private readonly integrations: IntegrationOfSync,
  ) {}

  async execute({ origin, syncId }: CancelSync): Promise<{ commitId: string | null }> {
    const { jobs, bells } = this.platform;
    const integrationId = await this.integrations.find(origin.tenantId, syncId);
    const commitId = await this.decisions.onHeldSync(
      { integrationId, syncId },
      {
        metadata: metadataOf(origin),
        decide: (states) => cancelSync(states, { syncId, at: new Date().toISOString() }),
        lock: async (tx) => void (await jobs.cancel(tx, syncId)),
      },
    );
    bells.ring(channels.jobs);
    return { commitId };
  }
}
