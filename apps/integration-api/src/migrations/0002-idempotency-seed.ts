import { forwardMigration } from '@cadastre/postgres';

export const IdempotencySeed = forwardMigration(
  'IdempotencySeed1700000070002',
  /* sql */ `
-- What the ids of a command under this key are made from: kept by whoever takes an attempt over, new for a new command.
alter table api.idempotency_keys add column seed uuid not null default gen_random_uuid();
`,
);
