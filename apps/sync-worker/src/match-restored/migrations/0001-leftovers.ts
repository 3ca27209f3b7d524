import { forwardMigration } from '@cadastre/postgres';

export const Leftovers = forwardMigration(
  'Leftovers1700000000522',
  /* sql */ `
      alter table sync_worker.census
        add column schema_name text,
        -- Of a relation.
        add column kind text;

      -- What names do not match after a restore, of both sides: only while a reading goes on, and lost without harm.
      create unlogged table sync_worker.leftovers (
        tenant_id text not null,
        integration_id uuid not null,
        reading uuid not null,
        -- Known, and nothing there has its name; else there, and nothing known has its name.
        is_known boolean not null,
        catalog smallint not null,
        oid bigint not null,
        -- Of a relation.
        kind text,
        -- Of a known object, once its schema is known to have been renamed: what that is called now.
        schema_name text,
        -- The qualified name without the schema.
        signature text not null,
        -- Names of columns, or what else tells it from others besides its name.
        structure text[],
        -- Of a relation that is there: how many are like it, itself counted, in its schema and everywhere.
        alike_in_schema integer,
        alike integer,
        -- The OID that it has on the other side.
        partner bigint,
        primary key (tenant_id, integration_id, reading, is_known, catalog, oid)
      );`,
);
