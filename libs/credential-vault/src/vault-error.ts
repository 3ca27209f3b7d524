import { AppError } from '@cadastre/errors';

/** Shredded, or never sealed: nothing can bring it back. */
export class CredentialNotFound extends AppError {
  override readonly kind = 'not-found';
  override readonly code = 'credential-not-found';
  override readonly title = 'The credential does not exist or was destroyed';
  constructor(facts: { integrationId: string; version: number }) {
    super(
      `Credential ${facts.version} of integration ${facts.integrationId} does not exist or was destroyed`,
      facts,
    );
  }
}

/** Sealed with another key, or altered, or moved from another place. Which of them, cannot be told. */
export class CredentialUnreadable extends AppError {
  override readonly kind = 'internal';
  override readonly code = 'credential-unreadable';
  override readonly title = 'The credential cannot be opened';
  constructor(facts: { integrationId: string; version: number; keyId: string }) {
    super(`Credential ${facts.version} of integration ${facts.integrationId} cannot be opened`, facts, {
      hint: 'Check that CADASTRE_KEY_FILE is the key this installation was started with, then enter the credential again.',
    });
  }
}

export class KeyFileUnusable extends AppError {
  override readonly kind = 'invalid-input';
  override readonly code = 'key-file-unusable';
  override readonly title = 'The key file cannot be used';
  constructor(facts: { path: string; reason: string }) {
    super(`The key file ${facts.path} ${facts.reason}`, facts, {
      hint: 'CADASTRE_KEY_FILE must name a file made by "npm run cadastre -- make-key FILE", readable by this account only.',
    });
  }
}
