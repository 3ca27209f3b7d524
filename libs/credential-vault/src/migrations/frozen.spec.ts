import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { QueryRunner } from 'typeorm';
import { vaultSchema } from '../vault-schema.ts';

test('a migration that was shipped is never changed: a change is a new migration', async () => {
  const hashes: Record<string, string> = {};
  for (const Migration of vaultSchema.migrations) {
    const migration = new Migration();
    const statements: string[] = [];
    const runner = { query: async (sql: string) => void statements.push(sql) } as unknown as QueryRunner;
    await migration.up(runner);
    hashes[migration.name ?? ''] = createHash('sha256')
      .update(statements.join('\n'))
      .digest('hex')
      .slice(0, 16);
    await expect(async () => void (await migration.down(runner))).rejects.toThrow('only go forward');
  }
  expect(hashes).toMatchInlineSnapshot(`
   {
     "VaultCredentials": "ec51f9c2fdcb48d2",
   }
  `);
});
