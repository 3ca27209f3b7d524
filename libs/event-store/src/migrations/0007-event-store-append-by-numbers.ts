import { forwardMigration } from '@cadastre/postgres';

/**
 * The append function as it was, in signature, outcomes and the order of locks (see the migration that made it), for less
 * of the database's processor time. Numbers of appends, streams and events are places in arrays, so that what is known
 * of them is kept in arrays of variables and looked up by subscript:
 *
 *   stream_keys, stream_versions, owners   by number of the stream
 *   first_commit_ids, obstacles, commit_ids   by number of the append
 *
 * No statement joins two lists: each costs as much for the sixty-fourth append of a call as for the first. What an
 * ordinary call does not need is behind an if: making streams, and finding out who stands in the way of whom. One
 * statement claims, one locks and looks, one writes and answers, for it is starting statements that a lone append pays for.
 */
export const EventStoreAppendByNumbers = forwardMigration(
  'EventStoreAppendByNumbers1700000010007',
  /* sql */ `
create or replace function event_store.append(
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
  last_append int := cardinality(tenant_ids);
  last_stream int := cardinality(stream_ids);
  last_event int := cardinality(event_streams);
  event_texts text[] := string_to_array(event_data, E'\\n');
  new_streams int[];
  lost_appends int[];
  stream_keys bigint[];
  stream_versions int[];
  owners text[];
  held_keys bigint[];
  first_commit_ids bigint[];
  is_clear boolean;
  its_append int;
  found_obstacle text;
  obstacles text[];
  obstacle_streams int[];
  commit_ids bigint[];
  written_at timestamptz;
begin
  -- new_streams: those that do not exist and were claimed. lost_appends: those whose command another transaction holds.
  select array_agg(c.no) filter (where c.is_stream and c.is_held), array_agg(c.no) filter (where not c.is_stream and not c.is_held)
    into new_streams, lost_appends
    from (
      select w.no, w.is_stream,
             case when may_wait then pg_advisory_xact_lock(w.claim)::text is not null else pg_try_advisory_xact_lock(w.claim) end as is_held
        from (
          select hashtextextended(concat('event_store command ', tenant_ids[a], ' ', command_ids[a]), 0) as claim, false as is_stream, a as no
            from generate_series(1, last_append) a
          union all
          select hashtextextended(concat('event_store stream ', stream_ids[s]), 0), true, s
            from generate_series(1, last_stream) s
           where coalesce(expected_versions[s], 0) = 0
             and not exists (select from streams known where known.stream_id = stream_ids[s])
          order by claim
        ) w
    ) c;

  if new_streams is not null then
    insert into streams (tenant_id, stream_id, category, version)
    select tenant_ids[stream_appends[s]], stream_ids[s], split_part(stream_ids[s], '-', 1), 0
      from unnest(new_streams) s
     where not exists (select from streams known where known.stream_id = stream_ids[s]);
  end if;

  -- The two differ in "skip locked" only. is_clear: all streams are held, are their tenant's, and have the version expected.
  if may_wait then
    select array_agg(l.stream_key order by l.s), array_agg(l.version order by l.s), array_agg(l.tenant_id order by l.s),
           count(*) = last_stream and not bool_or(l.tenant_id <> tenant_ids[stream_appends[l.s]]
             or coalesce(l.version <> expected_versions[l.s], false)),
           array(select (select c.commit_id from commits c where c.tenant_id = tenant_ids[a] and c.command_id = command_ids[a])
                   from generate_series(1, last_append) a)
      into stream_keys, stream_versions, owners, is_clear, first_commit_ids
      from (
        select s, k.stream_key, k.version, k.tenant_id
          from generate_series(1, last_stream) s join streams k on k.stream_id = stream_ids[s]
         order by k.stream_id for no key update of k
      ) l;
  else
    select array_agg(l.stream_key order by l.s), array_agg(l.version order by l.s), array_agg(l.tenant_id order by l.s),
           count(*) = last_stream and not bool_or(l.tenant_id <> tenant_ids[stream_appends[l.s]]
             or coalesce(l.version <> expected_versions[l.s], false)),
           array(select (select c.commit_id from commits c where c.tenant_id = tenant_ids[a] and c.command_id = command_ids[a])
                   from generate_series(1, last_append) a)
      into stream_keys, stream_versions, owners, is_clear, first_commit_ids
      from (
        select s, k.stream_key, k.version, k.tenant_id
          from generate_series(1, last_stream) s join streams k on k.stream_id = stream_ids[s]
         order by k.stream_id for no key update of k skip locked
      ) l;
  end if;
  written_at := date_trunc('milliseconds', clock_timestamp());

  if is_clear is not true or lost_appends is not null then
    -- Held ones only so far, and not at the places of their numbers.
    if coalesce(cardinality(stream_keys), 0) < last_stream then
      held_keys := coalesce(stream_keys, '{}');
      select array_agg(k.stream_key order by s), array_agg(coalesce(k.version, 0) order by s), array_agg(k.tenant_id order by s)
        into stream_keys, stream_versions, owners
        from generate_series(1, last_stream) s left join streams k on k.stream_id = stream_ids[s];
    end if;
    -- A foreign stream or a conflict is certain, busy is only the last thing to say; of equal ones the first stream is named.
    for s in reverse last_stream .. 1 loop
      its_append := stream_appends[s];
      found_obstacle := case
        when owners[s] <> tenant_ids[its_append] then 'foreign'
        when stream_keys[s] is null and expected_versions[s] > 0 then 'conflict'
        when stream_keys[s] is null or stream_keys[s] <> all(held_keys) or its_append = any(lost_appends) then 'busy'
        when expected_versions[s] <> stream_versions[s] then 'conflict'
      end;
      if found_obstacle >= coalesce(obstacles[its_append], '') then
        obstacles[its_append] := found_obstacle;
        obstacle_streams[its_append] := s;
      end if;
    end loop;
  end if;

  for a in 1 .. last_append loop
    if first_commit_ids[a] is null and obstacles[a] is null then
      commit_ids[a] := nextval('event_store.commit_ids');
    end if;
  end loop;

  return query
  with committed as (
    insert into commits (commit_id, recorded_at, event_count, tenant_id, actor, command_id, correlation_id, causation_id, digest)
    select commit_ids[n.a], written_at, n.event_count, tenant_ids[n.a], actors[n.a], command_ids[n.a], correlation_ids[n.a], causation_ids[n.a],
           event_store.commit_digest(row(commit_ids[n.a], written_at, n.event_count, tenant_ids[n.a], actors[n.a], command_ids[n.a],
             correlation_ids[n.a], causation_ids[n.a], null)::event_store.commits, n.event_digests)
      from (
        select e.a, count(*)::int as event_count,
               string_agg(event_store.event_digest(tenant_ids[e.a], stream_ids[e.s], e.version, event_types[e.i], event_schema_versions[e.i],
                 event_texts[e.i]), ''::bytea order by event_ordinals[e.i]) as event_digests
          from (
            -- offset 0 keeps the digest in line: an argument that is an expression of its own would be called for.
            select i, event_streams[i] as s, stream_appends[event_streams[i]] as a, stream_versions[event_streams[i]] + event_offsets[i] as version
              from generate_series(1, last_event) i offset 0
          ) e
         where commit_ids[e.a] is not null
         group by e.a
      ) n
  ), written as (
    insert into events (commit_id, stream_key, ordinal, version, schema_version, type, data)
    select commit_ids[stream_appends[event_streams[i]]], stream_keys[event_streams[i]], event_ordinals[i],
           stream_versions[event_streams[i]] + event_offsets[i], event_schema_versions[i], event_types[i], event_texts[i]::json
      from generate_series(1, last_event) i
     where commit_ids[stream_appends[event_streams[i]]] is not null
  ), advanced as (
    update streams k set version = stream_versions[s] + event_counts[s]
      from generate_series(1, last_stream) s
     where k.stream_key = stream_keys[s] and event_counts[s] > 0 and commit_ids[stream_appends[s]] is not null
  ), queued as (
    insert into pending (commit_id) select commit_ids[a] from generate_series(1, last_append) a where commit_ids[a] is not null
  )
  select r.a,
         case when commit_ids[r.a] is not null then 'appended' when first_commit_ids[r.a] is not null then 'duplicate' else obstacles[r.a] end,
         coalesce(commit_ids[r.a], first_commit_ids[r.a]),
         case when commit_ids[r.a] is not null then r.versions else '{}' end,
         stream_ids[obstacle_streams[r.a]], stream_versions[obstacle_streams[r.a]]
    from (
      select stream_appends[s] as a, array_agg(stream_versions[s] + event_counts[s] order by s) as versions
        from generate_series(1, last_stream) s group by stream_appends[s]
    ) r;
end $body$;
`,
);
