import type { MigrationInterface, QueryRunner } from 'typeorm';

export class IdempotencySeed1700000070002 implements MigrationInterface {
  readonly name = 'IdempotencySeed1700000070002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(/* sql */ `
-- What the ids of a command under this key are made from: kept by whoever takes an attempt over, new for a new command.
alter table api.idempotency_keys add column seed uuid not null default gen_random_uuid();
`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error(`${this.name} cannot be reverted: migrations only go forward`));
  }
}
