import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { MigrationClass } from './migrate.ts';

/** A migration that is one text of SQL. What was written since cannot be unwritten, so there is no way back. */
export const forwardMigration = (name: string, sql: string): MigrationClass =>
  class implements MigrationInterface {
    readonly name = name;

    async up(runner: QueryRunner): Promise<void> {
      await runner.query(sql);
    }

    down(): Promise<void> {
      return Promise.reject(new Error(`${name} cannot be reverted: migrations only go forward`));
    }
  };
