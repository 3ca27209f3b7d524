import { expect, test } from '@jest/globals';
import { migrationHashes } from '@cadastre/testing';
import { projectionsSchema } from '../projections-schema.ts';

test('a migration that was shipped is never changed: a change is a new migration', async () => {
  expect(await migrationHashes(projectionsSchema)).toMatchInlineSnapshot(`
   {
     "ProjectionsInitial1700000004001": "697fe467e623254d",
     "ProjectionsLanes1700000004010": "eb27c073d96eba1f",
     "ProjectionsLanesWanted1700000004040": "85c7e91ffeb7e1a5",
     "ProjectionsParkedTenants1700000004030": "63b09ee08a2f97b5",
     "ProjectionsRebuilds1700000004020": "207fdf7c26439d08",
     "ProjectionsTablesBeside1700000004021": "666d9576dcaaf2d5",
   }
  `);
});
