import { forwardMigration } from '@cadastre/postgres';

export const Fingerprints = forwardMigration(
  'Fingerprints1700000000511',
  /* sql */ `
      -- The system catalogs of a target as they were when the known objects were last all read and written.
      create table sync_worker.fingerprints (
        tenant_id text not null,
        integration_id uuid not null,
        sync_id uuid not null,
        -- False from the first change that a later sync writes until its end.
        is_current boolean not null,
        origin jsonb not null,
        transaction text not null,
        is_quiet boolean not null,
        names jsonb not null,
        owners bigint[] not null,
        buckets bytea[] not null,
        -- What the reading left out for good: schemas that are not there, catalogs that the role may not read.
        skipped jsonb not null,
        -- Of row counts and sizes, see pg-introspection's statistics-print.ts; null: unknown.
        statistics bytea,
        primary key (tenant_id, integration_id)
      );
      -- Sums do not compress.
      alter table sync_worker.fingerprints alter column buckets set storage external;
      alter table sync_worker.fingerprints alter column statistics set storage external;`,
);
