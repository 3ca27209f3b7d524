import { expect, test } from '@jest/globals';
import { migrationHashes } from '@cadastre/testing';
import { eventBusSchema } from '../event-bus-schema.ts';

test('a migration that was shipped is never changed: a change is a new migration', async () => {
  expect(await migrationHashes(eventBusSchema)).toMatchInlineSnapshot(`
   {
     "EventBusLanePositions1700000007003": "5c490550aca42936",
     "EventBusMessageKeys1700000007002": "756a5d54c125b1f9",
     "EventBusRelay1700000007001": "6da446eb007ed88c",
   }
  `);
});
