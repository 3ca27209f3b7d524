import type { DatabaseSchema } from '@cadastre/postgres';
import { VaultCredentials1700000000401 } from './migrations/0001-credentials.ts';

export const vaultSchema: DatabaseSchema = {
  name: 'vault',
  migrations: [VaultCredentials1700000000401],
  appendOnlyTables: [],
};
