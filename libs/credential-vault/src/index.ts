export { CredentialVault, type CredentialPlace, type CredentialSecret } from './credential-vault.ts';
export { loadKeyFile, loadOrCreateKeyFile } from './keys/key-file.ts';
export { toKey, type KeyEncryptionKey, type KeyRing } from './keys/key-ring.ts';
export { CredentialNotFound, CredentialUnreadable } from './vault-error.ts';
export { vaultSchema } from './vault-schema.ts';
