import type { DatabaseSchema } from '@cadastre/postgres';
import { VaultCredentials } from './migrations/0001-credentials.ts';

export const vaultSchema: DatabaseSchema = {
  name: 'vault',
  migrations: [VaultCredentials],
  appendOnlyTables: [],
};
