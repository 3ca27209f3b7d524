import { expect, test } from '@jest/globals';
import { migrationHashes } from '@cadastre/testing';
import { apiSchema } from '../api-schema.ts';

test('a migration that was shipped is never changed: a change is a new migration', async () => {
  expect(await migrationHashes(apiSchema)).toMatchInlineSnapshot(`
   {
     "ApiTables1700000070001": "d44366ade46fceef",
     "IdempotencySeed1700000070002": "5d2f3a1a00dca532",
   }
  `);
});
