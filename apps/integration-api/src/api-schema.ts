import type { DatabaseSchema } from '@cadastre/postgres';
import { ApiTables } from './migrations/0001-api-tables.ts';
import { IdempotencySeed } from './migrations/0002-idempotency-seed.ts';

/** What the API itself keeps: its keys and the answers of repeated commands. */
export const apiSchema: DatabaseSchema = {
  name: 'api',
  migrations: [ApiTables, IdempotencySeed],
  appendOnlyTables: [],
};
