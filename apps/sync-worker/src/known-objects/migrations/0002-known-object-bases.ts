import { forwardMigration } from '@cadastre/postgres';

export const KnownObjectBases = forwardMigration(
  'KnownObjectBases1700000000502',
  /* sql */ `
      -- The object as it was at some alteration, from which on the altered_ lists go: without it they would grow for ever.
      -- It is the data of an ObjectDiscovered, in the schema version beside it.
      alter table sync_worker.known_objects
        add column base json,
        add column base_version integer,
        add column changed_commit bigint;
      update sync_worker.known_objects
         set changed_commit = coalesce(altered_commits[cardinality(altered_commits)], discovered_commit);
      alter table sync_worker.known_objects
        alter column changed_commit set not null,
        add check ((base is null) = (base_version is null)),
        drop constraint known_objects_pkey,
        add primary key (tenant_id, integration_id, catalog, oid);
      comment on column sync_worker.known_objects.changed_commit is 'The commit that discovered or last altered it.';`,
);
