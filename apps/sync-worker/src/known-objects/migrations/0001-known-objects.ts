import { forwardMigration } from '@cadastre/postgres';

export const KnownObjects = forwardMigration(
  'KnownObjects1700000000501',
  /* sql */ `
      create schema if not exists sync_worker;

      -- One row per object that the catalog stream says exists: its hash, and where its definition is written.
      create table sync_worker.known_objects (
        tenant_id text not null,
        integration_id uuid not null,
        catalog smallint not null,
        oid bigint not null,
        kind text not null,
        schema_name text,
        name text not null,
        qualified_name text not null,
        hash bytea not null,
        discovered_commit bigint not null,
        discovered_ordinal integer not null,
        altered_commits bigint[] not null default '{}',
        altered_ordinals integer[] not null default '{}',
        row_estimate double precision,
        table_bytes bigint,
        index_bytes bigint,
        total_bytes bigint,
        primary key (integration_id, catalog, oid)
      );`,
);
