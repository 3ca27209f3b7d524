import { expect, test } from '@jest/globals';
import { migrationHashes } from '@cadastre/testing';
import { vaultSchema } from '../vault-schema.ts';

test('a migration that was shipped is never changed: a change is a new migration', async () => {
  expect(await migrationHashes(vaultSchema)).toMatchInlineSnapshot(`
   {
     "VaultCredentials1700000000401": "ec51f9c2fdcb48d2",
   }
  `);
});
