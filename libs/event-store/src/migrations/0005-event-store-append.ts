import { forwardMigration } from '@cadastre/postgres';

/**
 * One call carries one or more appends, each atomic and with an outcome of its own; arrays are columns, and numbers
 * of appends and streams count from 1. No stream and no command may occur in two appends of a call.
 *
 *   appended   written; `versions` of its streams in the order given
 *   duplicate  the command was carried out before, by `commit_id`
 *   conflict   `stream_id` has `actual_version` and not the expected one
 *   foreign    `stream_id` belongs to another tenant
 *   busy       another transaction holds one of the streams or the command; only without `may_wait`
 *
 * What does not exist yet (the command, a new stream) is claimed by an advisory lock, what exists by its row; both in
 * a fixed order, so that two calls never wait for each other. Without `may_wait` a call waits for nobody: one slow
 * transaction must not hold up the appends that share a call with one to its stream. Commit ids are drawn after the
 * locks: in a stream, a later version always has the higher commit id.
 */
export const EventStoreAppend = forwardMigration(
  'EventStoreAppend1700000010005',
  /* sql */ `
create function event_store.append(
  tenant_ids text[], actors text[], command_ids text[], correlation_ids text[], causation_ids text[],
  stream_appends int[], stream_ids text[], expected_versions int[], event_counts int[],
  event_streams int[], event_ordinals int[], event_offsets int[], event_types text[], event_schema_versions int[],
  event_data text,
  may_wait boolean
) returns table (append_no int, outcome text, commit_id bigint, versions int[], stream_id text, actual_version int)
language plpgsql
set search_path = pg_catalog, event_store
-- One plan per connection, made when the tables may be empty, that is right for any size: look up by index, nothing else.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $body$
#variable_conflict use_column
declare
  claimed bigint[];
  has_new_streams boolean;
  held bigint[];
  written_at timestamptz;
begin
  with wanted as materialized (
    select hashtextextended(concat('event_store command ', c.tenant_id, ' ', c.command_id), 0) as claim, false as is_stream
      from unnest(tenant_ids, command_ids) as c(tenant_id, command_id)
    union all
    select hashtextextended(concat('event_store stream ', w.stream_id), 0), true
      from unnest(stream_ids, expected_versions) as w(stream_id, expected_version)
     where coalesce(w.expected_version, 0) = 0
       and not exists (select from streams s where s.stream_id = w.stream_id)
    order by claim
  )
  select coalesce(array_agg(w.claim), '{}'), bool_or(w.is_stream) into claimed, has_new_streams from wanted w
   where case when may_wait then pg_advisory_xact_lock(w.claim)::text is not null else pg_try_advisory_xact_lock(w.claim) end;

  if has_new_streams then
    insert into streams (tenant_id, stream_id, category, version)
    select tenant_ids[w.append_no], w.stream_id, split_part(w.stream_id, '-', 1), 0
      from unnest(stream_appends, stream_ids, expected_versions) as w(append_no, stream_id, expected_version)
     where coalesce(w.expected_version, 0) = 0
       and not exists (select from streams s where s.stream_id = w.stream_id)
       and hashtextextended(concat('event_store stream ', w.stream_id), 0) = any(claimed);
  end if;

  if may_wait then
    select coalesce(array_agg(s.stream_key), '{}') into held from (
      select stream_key from streams where stream_id = any(stream_ids) order by stream_id for no key update
    ) s;
  else
    select coalesce(array_agg(s.stream_key), '{}') into held from (
      select stream_key from streams where stream_id = any(stream_ids) order by stream_id for no key update skip locked
    ) s;
  end if;
  written_at := date_trunc('milliseconds', clock_timestamp());

  return query
  with request as materialized (
    select r.append_no::int, r.tenant_id, r.actor, r.command_id, r.correlation_id, r.causation_id,
           hashtextextended(concat('event_store command ', r.tenant_id, ' ', r.command_id), 0) = any(claimed) as is_claimed,
           (select c.commit_id from commits c where c.tenant_id = r.tenant_id and c.command_id = r.command_id) as first_commit_id
      from unnest(tenant_ids, actors, command_ids, correlation_ids, causation_ids) with ordinality
             as r(tenant_id, actor, command_id, correlation_id, causation_id, append_no)
  ), target as materialized (
    select w.stream_no, w.append_no, w.stream_id, w.event_count, s.stream_key, coalesce(s.version, 0) as version,
           case when s.tenant_id <> r.tenant_id then 'foreign'
                when s.stream_key is null and w.expected_version > 0 then 'conflict'
                when r.is_claimed and s.stream_key = any(held)
                  then case when w.expected_version <> s.version then 'conflict' end
                else 'busy' end as obstacle
      from unnest(stream_appends, stream_ids, expected_versions, event_counts) with ordinality
             as w(append_no, stream_id, expected_version, event_count, stream_no)
      join request r on r.append_no = w.append_no
      left join lateral (select * from streams known where known.stream_id = w.stream_id) s on true
  ), obstacle as materialized (
    -- A foreign stream or a conflict is certain; busy is only the last thing to say.
    select distinct on (t.append_no) t.append_no, t.obstacle, t.stream_id, t.version
      from target t where t.obstacle is not null order by t.append_no, t.obstacle desc, t.stream_no
  ), winner as materialized (
    select r.*, nextval('event_store.commit_ids') as commit_id
      from request r
     where r.first_commit_id is null and not exists (select from obstacle o where o.append_no = r.append_no)
  ), place as materialized (
    select t.*, w.commit_id, w.tenant_id from target t join winner w on w.append_no = t.append_no
  ), given as materialized (
    -- Stored once here: the join below passes over it once for each place.
    select * from rows from (
      unnest(event_streams), unnest(event_ordinals), unnest(event_offsets), unnest(event_types),
      unnest(event_schema_versions), string_to_table(event_data, E'\\n')
    ) as e(stream_no, ordinal, stream_offset, type, schema_version, data)
  ), event as materialized (
    select p.commit_id, e.ordinal, p.stream_key, p.version + e.stream_offset as version, e.type, e.schema_version, e.data,
           event_store.event_digest(p.tenant_id, p.stream_id, p.version + e.stream_offset, e.type, e.schema_version, e.data) as digest
      from given e join place p on p.stream_no = e.stream_no
  ), content as materialized (
    select e.commit_id, count(*)::int as event_count, string_agg(e.digest, ''::bytea order by e.ordinal) as event_digests
      from event e group by e.commit_id
  ), committed as (
    insert into commits (commit_id, recorded_at, event_count, tenant_id, actor, command_id, correlation_id, causation_id, digest)
    select w.commit_id, written_at, n.event_count, w.tenant_id, w.actor, w.command_id, w.correlation_id, w.causation_id,
           event_store.commit_digest(row(w.commit_id, written_at, n.event_count, w.tenant_id, w.actor, w.command_id,
             w.correlation_id, w.causation_id, null)::event_store.commits, n.event_digests)
      from winner w join content n on n.commit_id = w.commit_id
  ), written as (
    insert into events (commit_id, stream_key, ordinal, version, schema_version, type, data)
    select e.commit_id, e.stream_key, e.ordinal, e.version, e.schema_version, e.type, e.data::json from event e
  ), advanced as (
    update streams s set version = p.version + p.event_count
      from place p where s.stream_key = p.stream_key and p.event_count > 0
  ), queued as (
    insert into pending (commit_id) select w.commit_id from winner w
  )
  select r.append_no,
         case when w.commit_id is not null then 'appended' when r.first_commit_id is not null then 'duplicate' else o.obstacle end,
         coalesce(w.commit_id, r.first_commit_id),
         array(select p.version + p.event_count from place p where p.append_no = r.append_no order by p.stream_no),
         o.stream_id, o.version
    from request r
    left join winner w on w.append_no = r.append_no
    left join obstacle o on o.append_no = r.append_no;
end $body$;
`,
);
