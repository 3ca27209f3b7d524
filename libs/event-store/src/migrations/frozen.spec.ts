import { expect, test } from '@jest/globals';
import { migrationHashes } from '@cadastre/testing';
import { eventStoreSchema } from '../event-store-schema.ts';

test('a migration that was shipped is never changed: a change is a new migration', async () => {
  expect(await migrationHashes(eventStoreSchema)).toMatchInlineSnapshot(`
   {
     "EventStoreAppend1700000010005": "e2860e6e7793676f",
     "EventStoreAppendByNumbers1700000010007": "0326ac3bee9460dc",
     "EventStoreDigests1700000010004": "adba51142b3c925a",
     "EventStoreImmutability1700000010002": "3b92cbde4ca0dded",
     "EventStorePartitions1700000010003": "30e4c5493835b0c4",
     "EventStoreSequencer1700000010006": "e1ef4e21cb14cedd",
     "EventStoreTables1700000010001": "7dcf7cb1d29019df",
     "EventStoreUncompiled1700000010008": "af751a2234f912e9",
   }
  `);
});
