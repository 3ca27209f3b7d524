import { expect, test } from '@jest/globals';
import { migrationHashes } from '@cadastre/testing';
import { readModelSchema } from '../read-model-schema.ts';

test('a migration that was shipped is never changed: a change is a new migration', async () => {
  expect(await migrationHashes(readModelSchema)).toMatchInlineSnapshot(`
   {
     "ReadModelAnalyzeGeneration1700000050008": "2ce674d799c43b7d",
     "ReadModelIntegrations1700000050001": "09ab39da16b07779",
     "ReadModelNamesInTheRow1700000050007": "59563abc27b700c0",
     "ReadModelObjects1700000050003": "0012a4c1650b25d9",
     "ReadModelObjectsByName1700000050009": "0cbfe0fa84cf3d92",
     "ReadModelOwnerlessObjects1700000050006": "37ce53cf8feb8ae5",
     "ReadModelPlannerStatistics1700000050005": "3d1486efe32eb04a",
     "ReadModelSearch1700000050004": "fb990a6d1f3cef9d",
     "ReadModelSyncs1700000050002": "52b14241ff50df77",
   }
  `);
});
