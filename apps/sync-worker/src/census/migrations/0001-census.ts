import { forwardMigration } from '@cadastre/postgres';

export const Census = forwardMigration(
  'Census1700000000521',
  /* sql */ `
      -- Who is in a target, as a reading found it: only while that reading goes on, and lost without harm.
      create unlogged table sync_worker.census (
        tenant_id text not null,
        integration_id uuid not null,
        reading uuid not null,
        catalog smallint not null,
        oid bigint not null,
        qualified_name text not null,
        -- Names by attnum, null for a dropped one; null for what has no columns.
        columns text[],
        primary key (tenant_id, integration_id, reading, catalog, oid)
      );

      -- Objects of a restored target that have been given their new OIDs, while others still wait for theirs: what leans
      -- on them names them by the old ones.
      create table sync_worker.moved_objects (
        tenant_id text not null,
        integration_id uuid not null,
        catalog smallint not null,
        from_oid bigint not null,
        to_oid bigint not null,
        -- As in the ObjectReidentified.
        columns jsonb not null,
        primary key (tenant_id, integration_id, catalog, from_oid)
      );`,
);
