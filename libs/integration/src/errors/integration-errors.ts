import { AppError } from '@cadastre/errors';

/** Never registered, or deleted: to the caller it is the same. */
export class IntegrationNotFound extends AppError {
  override readonly kind = 'not-found';
  override readonly code = 'integration-not-found';
  override readonly title = 'There is no such integration';
  constructor(facts: { integrationId: string }) {
    super(`There is no integration ${facts.integrationId}`, facts, {
      hint: 'GET /integrations lists those there are.',
    });
  }
}

/** The id is taken by an integration that was registered otherwise. */
export class IntegrationAlreadyRegistered extends AppError {
  override readonly kind = 'conflict';
  override readonly code = 'integration-already-registered';
  override readonly title = 'An integration with this id exists already';
  constructor(facts: { integrationId: string }) {
    super(`Integration ${facts.integrationId} was registered before, with another target or name`, facts, {
      hint: 'Register it under a new id, or change the one that exists.',
    });
  }
}

/** No sync is requested or requeued while an integration is disabled; one that runs goes on. */
export class IntegrationIsDisabled extends AppError {
  override readonly kind = 'conflict';
  override readonly code = 'integration-disabled';
  override readonly title = 'The integration is disabled';
  constructor(facts: { integrationId: string }) {
    super(`Integration ${facts.integrationId} is disabled: no sync of it starts`, facts, {
      hint: 'Enable it first: POST /integrations/{integration_id}/enable.',
    });
  }
}

/** Two changes of the credential met; the later one was made from a state that is past. */
export class CredentialVersionTaken extends AppError {
  override readonly kind = 'conflict';
  override readonly code = 'credential-version-taken';
  override readonly title = 'The credential was changed by somebody else at the same moment';
  constructor(facts: { integrationId: string; credentialVersion: number; present: number }) {
    super(
      `Integration ${facts.integrationId} has credential version ${facts.present}; version ${facts.credentialVersion} comes too late`,
      facts,
      { hint: 'Read the integration and, if the change still makes sense, send it again.' },
    );
  }
}
