import { expect, test } from '@jest/globals';
import { migrationHashes } from '@cadastre/testing';
import { jobsSchema } from '../jobs-schema.ts';

test('a migration that was shipped is never changed: a change is a new migration', async () => {
  expect(await migrationHashes(jobsSchema)).toMatchInlineSnapshot(`
   {
     "JobsInitial1700000003001": "31f48cf8c9103667",
   }
  `);
});
