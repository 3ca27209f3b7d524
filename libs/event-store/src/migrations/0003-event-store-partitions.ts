import { forwardMigration } from '@cadastre/postgres';

/**
 * 250,000 commits a partition: one partition holds 250,000 single events at the least and some tens of millions
 * where syncs write pages of 500, so 100 million events make 400 partitions in the worst case and a handful in
 * the usual one. The table is made first and attached then: ATTACH takes SHARE UPDATE EXCLUSIVE on the parent,
 * which appends and readers do not notice; CREATE … PARTITION OF would lock them out.
 */
export const EventStorePartitions = forwardMigration(
  'EventStorePartitions1700000010003',
  /* sql */ `
create function event_store.ensure_partitions(ahead int default 2, width bigint default 250000) returns int
language plpgsql security definer set search_path = pg_catalog, event_store as $body$
declare
  newest_commit bigint;
  covered_to bigint;
  part text;
  made int := 0;
begin
  -- One at a time; whoever comes second finds the work done.
  lock table event_store.events in share update exclusive mode;
  select case when is_called then last_value else 0 end into newest_commit from event_store.commit_ids;
  select coalesce(max((regexp_match(pg_get_expr(child.relpartbound, child.oid), 'TO \\(''(\\d+)''\\)'))[1]::bigint), 1)
    into covered_to
    from pg_inherits join pg_class child on child.oid = inhrelid
   where inhparent = 'event_store.events'::regclass;

  while covered_to <= newest_commit + (ahead - 1) * width + 1 loop
    part := format('events_%s', lpad(covered_to::text, 12, '0'));
    execute format('create table event_store_partitions.%I (like event_store.events including defaults including constraints)', part);
    execute format('create trigger refuse_truncate before truncate on event_store_partitions.%I
      for each statement execute function event_store.refuse_change()', part);
    execute format('alter table event_store.events attach partition event_store_partitions.%I for values from (%s) to (%s)',
      part, covered_to, covered_to + width);
    covered_to := covered_to + width;
    made := made + 1;
  end loop;
  return made;
end $body$;
comment on function event_store.ensure_partitions is 'Makes the partitions of events that the next commits need; returns how many.';
revoke all on function event_store.ensure_partitions from public;
select event_store.ensure_partitions();
`,
);
