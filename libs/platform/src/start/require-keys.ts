import type { CredentialVault } from '@cadastre/credential-vault';
import { AppError } from '@cadastre/errors';

/** The key file does not belong to this database: going on would leave every credential unreadable, without a word. */
export class KeysMissing extends AppError {
  override readonly kind = 'invalid-input';
  override readonly code = 'keys-missing';
  override readonly title = 'The key file lacks keys that credentials were sealed with';
  constructor(facts: { keyIds: readonly string[] }) {
    super(
      `The key file lacks ${facts.keyIds.length} of the keys that stored credentials were sealed with`,
      facts,
      {
        hint: 'Set CADASTRE_KEY_FILE to the key file this installation was started with (npm start keeps it in the data folder as "key").',
      },
    );
  }
}

/** Called before a service starts to work. @throws KeysMissing */
export const requireKeys = async (vault: CredentialVault): Promise<void> => {
  const keyIds = await vault.missingKeys();
  if (keyIds.length > 0) throw new KeysMissing({ keyIds });
};
