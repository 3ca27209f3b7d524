import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { ChangeIntegrationInput, CredentialChange, Integration } from '@cadastre/api-contract';
import { CredentialUnreadable, type CredentialSecret } from '@cadastre/credential-vault';
import { loadState } from '@cadastre/event-store';
import type { IntegrationId } from '@cadastre/events';
import {
  IntegrationNotFound,
  changeCredential,
  changeOptions,
  integrationToRead,
  renameIntegration,
  type RegisteredIntegration,
} from '@cadastre/integration';
import type { Queryable } from '@cadastre/postgres';
import type { TargetCredential } from '@cadastre/target-connection';
import { ApiPlatform } from '../../api-platform.ts';
import { Decisions } from '../../commands/decisions.ts';
import { metadataOf, type CommandOrigin } from '../../commands/command-origin.ts';
import { CredentialTrial } from '../credential-trial.ts';
import { integrationAfterCommand } from '../integration-resource.ts';
import { addressOf, optionsAfter } from '../target-credential.ts';
import { changedCredential } from './changed-credential.ts';

type Answer = { readonly integration: Integration; readonly commitId: string | null };
/** A credential that was accepted, and the version it gets. */
type Accepted = { readonly credential: TargetCredential; readonly version: number } | null;

export class ChangeIntegration extends Command<Answer> {
  constructor(
    readonly origin: CommandOrigin,
    readonly integrationId: IntegrationId,
    readonly input: ChangeIntegrationInput,
  ) {
    super();
  }
}

/** Name, options and credential change together or not at all; a new credential is tried before anything is saved. */
@CommandHandler(ChangeIntegration)
export class ChangeIntegrationHandler implements ICommandHandler<ChangeIntegration> {
  constructor(
    private readonly platform: ApiPlatform,
    private readonly trial: CredentialTrial,
    private readonly decisions: Decisions,
  ) {}

  async execute(command: ChangeIntegration): Promise<Answer> {
    const { origin, integrationId } = command;
    const { eventStore } = this.platform;
    const { tenantId } = origin;
    const first = origin.claimed === null ? null : await eventStore.findCommit(metadataOf(origin));
    const commitId = first?.commitId ?? (await this.change(command));
    return { integration: await integrationAfterCommand(eventStore, { tenantId, integrationId }), commitId };
  }

  private async change({ origin, integrationId, input }: ChangeIntegration): Promise<string | null> {
    const accepted = await this.acceptCredential(origin, integrationId, input);
    const at = new Date().toISOString();
    return this.decisions.onIntegration(integrationId, {
      metadata: metadataOf(origin),
      decide: (integration) => [
        ...renameIntegration(integration, {
          integrationId,
          at,
          // Renaming to the present name decides nothing, but refuses an integration that does not exist.
          name: input.name ?? integration?.name ?? '',
        }),
        ...(input.options === undefined
          ? []
          : changeOptions(integration, {
              integrationId,
              at,
              options: optionsAfter(input.options, integration?.options),
            })),
        ...(accepted === null
          ? []
          : changeCredential(integration, {
              integrationId,
              at,
              target: addressOf(accepted.credential),
              credentialVersion: accepted.version,
            })),
      ],
      ...(accepted === null ? {} : { after: (tx) => this.seal(tx, { origin, integrationId }, accepted) }),
    });
  }

  private async acceptCredential(
    { tenantId }: CommandOrigin,
    integrationId: IntegrationId,
    { credential: change }: ChangeIntegrationInput,
  ): Promise<Accepted> {
    if (change === undefined) return null;
    const present = await this.present(tenantId, integrationId);
    const version = present.credentialVersion;
    const stored = await this.platform.vault
      .open({ tenantId, integrationId, version })
      .catch((error: unknown) => withoutStored(error, change));
    const credential = changedCredential({ ...present.target, ...stored }, change);
    await this.trial.accept(credential);
    return { credential, version: version + 1 };
  }

  private async present(tenantId: string, integrationId: IntegrationId): Promise<RegisteredIntegration> {
    const { state } = await loadState(this.platform.eventStore, tenantId, integrationToRead(integrationId));
    if (state === null || state.status === 'deleted') throw new IntegrationNotFound({ integrationId });
    return state;
  }

  /** The credential before is destroyed in the same transaction. */
  private async seal(
    tx: Queryable,
    { origin, integrationId }: { origin: CommandOrigin; integrationId: IntegrationId },
    { credential, version }: NonNullable<Accepted>,
  ): Promise<void> {
    const { vault } = this.platform;
    const { tenantId } = origin;
    const secret = { password: credential.password, ca_pem: credential.ca_pem };
    await vault.seal(tx, { tenantId, integrationId, version, secret });
    await vault.shred(tx, { tenantId, integrationId, exceptVersion: version });
  }
}

/** A stored credential that no key opens any more is mended by entering it again. */
const withoutStored = (error: unknown, { password }: CredentialChange): CredentialSecret => {
  if (error instanceof CredentialUnreadable && password !== undefined) return { password, ca_pem: null };
  throw error;
};
