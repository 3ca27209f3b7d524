import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Integration } from '@cadastre/api-contract';
import type { IntegrationId } from '@cadastre/events';
import { disableIntegration } from '@cadastre/integration';
import { ApiPlatform } from '../../api-platform.ts';
import { Decisions } from '../../commands/decisions.ts';
import { metadataOf, type CommandOrigin } from '../../commands/command-origin.ts';
import { integrationAfterCommand } from '../integration-resource.ts';

type Answer = { readonly integration: Integration; readonly commitId: string | null };

export class DisableIntegration extends Command<Answer> {
  constructor(
    readonly origin: CommandOrigin,
    readonly integrationId: IntegrationId,
  ) {
    super();
  }
}

@CommandHandler(DisableIntegration)
export class DisableIntegrationHandler implements ICommandHandler<DisableIntegration> {
  constructor(
    private readonly platform: ApiPlatform,
    private readonly decisions: Decisions,
  ) {}

  async execute({ origin, integrationId }: DisableIntegration): Promise<Answer> {
    const { tenantId } = origin;
    const commitId = await this.decisions.onIntegration(integrationId, {
      metadata: metadataOf(origin),
      decide: (integration) =>
        disableIntegration(integration, { integrationId, at: new Date().toISOString() }),
    });
    const integration = await integrationAfterCommand(this.platform.eventStore, { tenantId, integrationId });
    return { integration, commitId };
  }
}
