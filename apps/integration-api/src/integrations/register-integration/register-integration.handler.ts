import { Command, CommandHandler, QueryBus, type ICommandHandler } from '@nestjs/cqrs';
import {
  mostSameDatabase,
  type ConnectionStep,
  type RegisterIntegrationInput,
  type RegisteredIntegration,
} from '@cadastre/api-contract';
import { integrationsOfDatabase } from '@cadastre/catalog-read-model';
import { IntegrationId, SyncId } from '@cadastre/events';
import { registerIntegration } from '@cadastre/integration';
import { ApiPlatform } from '../../api-platform.ts';
import { Decisions } from '../../commands/decisions.ts';
import { metadataOf, newId, type CommandOrigin } from '../../commands/command-origin.ts';
import { AskReadModel } from '../../queries/ask-read-model.ts';
import { CredentialTrial } from '../credential-trial.ts';
import { integrationAfterCommand } from '../integration-resource.ts';
import { addressOf, optionsAfter, targetCredential } from '../target-credential.ts';

type Answer = { readonly integration: RegisteredIntegration; readonly commitId: string | null };

export class RegisterIntegration extends Command<Answer> {
  constructor(
    readonly origin: CommandOrigin,
    readonly input: RegisterIntegrationInput,
  ) {
    super();
  }
}

/** Tries the credential, then saves secret and events in one transaction: all of it or nothing. */
@CommandHandler(RegisterIntegration)
export class RegisterIntegrationHandler implements ICommandHandler<RegisterIntegration> {
  constructor(
    private readonly platform: ApiPlatform,
    private readonly trial: CredentialTrial,
    private readonly decisions: Decisions,
    private readonly queries: QueryBus,
  ) {}

  async execute({ origin, input }: RegisterIntegration): Promise<Answer> {
    const { eventStore } = this.platform;
    const { tenantId } = origin;
    const integrationId = IntegrationId.parse(newId(origin, 'integration'));
    const syncId = SyncId.parse(newId(origin, 'sync'));
    const metadata = metadataOf(origin);
    // Before anything is written: afterwards a question that fails would hide that it was.
    const same_database = await this.sameDatabase(input, { tenantId, integrationId });
    // The target may have gone away since the first time: a repetition must not try it again.
    const first = origin.claimed === null ? null : await eventStore.findCommit(metadata);
    const { commitId, warnings } =
      first === null
        ? await this.register(input, { metadata, integrationId, syncId })
        : { commitId: first.commitId, warnings: [] };
    const integration = await integrationAfterCommand(eventStore, { tenantId, integrationId });
    return {
      integration: {
        ...integration,
        sync_id: syncId,
        same_database,
        ...(warnings.length === 0 ? {} : { warnings }),
      },
      commitId,
    };
  }

  private async sameDatabase(
    input: RegisterIntegrationInput,
    { tenantId, integrationId }: { tenantId: string; integrationId: IntegrationId },
  ): Promise<RegisteredIntegration['same_database']> {
    const { host, port, database_name: databaseName } = addressOf(targetCredential(input.credential));
    const found = await this.queries.execute(
      new AskReadModel(tenantId, (db) =>
        integrationsOfDatabase(db, {
          tenantId,
          host,
          port,
          databaseName,
          except: integrationId,
          limit: mostSameDatabase,
        }),
      ),
    );
    return found as RegisteredIntegration['same_database'];
  }

  private async register(
    input: RegisterIntegrationInput,
    ids: { metadata: ReturnType<typeof metadataOf>; integrationId: IntegrationId; syncId: SyncId },
  ): Promise<{ commitId: string | null; warnings: ConnectionStep[] }> {
    const { metadata, integrationId, syncId } = ids;
    const credential = targetCredential(input.credential);
    const warnings = await this.trial.accept(credential);
    const credentialVersion = 1;
    const commitId = await this.decisions.onIntegration(integrationId, {
      metadata,
      decide: (integration) =>
        registerIntegration(integration, {
          integrationId,
          syncId,
          name: input.name ?? credential.database_name,
          target: addressOf(credential),
          credentialVersion,
          options: optionsAfter(input.options),
          at: new Date().toISOString(),
        }),
      after: (tx) =>
        this.platform.vault.seal(tx, {
          tenantId: metadata.tenantId,
          integrationId,
          version: credentialVersion,
          secret: { password: credential.password, ca_pem: credential.ca_pem },
        }),
    });
    return { commitId, warnings };
  }
}
