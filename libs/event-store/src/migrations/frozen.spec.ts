import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { QueryRunner } from 'typeorm';
import { eventStoreSchema } from '../event-store-schema.ts';

test('a migration that was shipped is never changed: a change is a new migration', async () => {
  const hashes: Record<string, string> = {};
  for (const Migration of eventStoreSchema.migrations) {
    const migration = new Migration();
    const statements: string[] = [];
    const runner = { query: async (sql: string) => void statements.push(sql) } as unknown as QueryRunner;
    await migration.up(runner);
    hashes[migration.name ?? ''] = createHash('sha256')
      .update(statements.join('\n'))
      .digest('hex')
      .slice(0, 16);
    await expect(Promise.resolve(migration.down(runner))).rejects.toThrow('only go forward');
  }
  expect(hashes).toMatchInlineSnapshot(`
   {
     "EventStoreAppend1700000010005": "e2860e6e7793676f",
     "EventStoreDigests1700000010004": "adba51142b3c925a",
     "EventStoreImmutability1700000010002": "3b92cbde4ca0dded",
     "EventStorePartitions1700000010003": "30e4c5493835b0c4",
     "EventStoreSequencer1700000010006": "e1ef4e21cb14cedd",
     "EventStoreTables1700000010001": "7dcf7cb1d29019df",
   }
  `);
});
