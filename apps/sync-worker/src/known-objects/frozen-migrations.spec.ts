import { expect, test } from '@jest/globals';
import { migrationHashes } from '@cadastre/testing';
import { syncWorkerSchema } from './schema.ts';

test('a migration that was shipped is never changed: a change is a new migration', async () => {
  expect(await migrationHashes(syncWorkerSchema)).toMatchInlineSnapshot(`
   {
     "Census1700000000521": "8ae3f41ff8df77b8",
     "Fingerprints1700000000511": "086c7e6948ca5a13",
     "KnownObjectBases1700000000502": "df5b5650202b533f",
     "KnownObjects1700000000501": "efe7d0083431f37f",
     "Leftovers1700000000522": "35e2171b011a87bc",
   }
  `);
});
