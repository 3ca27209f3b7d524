import { createHash } from 'node:crypto';
import type { QueryRunner } from 'typeorm';
import type { DatabaseSchema } from '@cadastre/postgres';

/**
 * The texts of a schema's migrations by name, as short hashes: a spec beside the migrations writes them down, so that
 * changing one that was shipped turns it red. Throws for a migration that claims that it could be reverted.
 */
export const migrationHashes = async ({
  migrations,
}: Pick<DatabaseSchema, 'migrations'>): Promise<Record<string, string>> => {
  const hashes: Record<string, string> = {};
  for (const Migration of migrations) {
    const migration = new Migration();
    const statements: string[] = [];
    const runner = { query: async (sql: string) => void statements.push(sql) } as unknown as QueryRunner;
    await migration.up(runner);
    hashes[migration.name ?? ''] = createHash('sha256')
      .update(statements.join('\n'))
      .digest('hex')
      .slice(0, 16);
    const reverted = await Promise.resolve(migration.down(runner)).then(
      () => true,
      () => false,
    );
    if (reverted) throw new Error(`${migration.name ?? ''} can be reverted: migrations only go forward`);
  }
  return hashes;
};
