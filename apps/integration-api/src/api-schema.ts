import type { DatabaseSchema } from '@cadastre/postgres';
import { ApiTables1700000070001 } from './migrations/0001-api-tables.ts';
import { IdempotencySeed1700000070002 } from './migrations/0002-idempotency-seed.ts';

/** What the API itself keeps: its keys and the answers of repeated commands. */
export const apiSchema: DatabaseSchema = {
  name: 'api',
  migrations: [ApiTables1700000070001, IdempotencySeed1700000070002],
  appendOnlyTables: [],
};
