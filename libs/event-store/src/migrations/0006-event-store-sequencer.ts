import { forwardMigration } from '@cadastre/postgres';

/**
 * One turn of the sequencer: gives positions to the commits that wait, in the order of their ids. The row of the
 * sequencer is locked for the turn, so two turns can never number the same place; the lease only says who turns.
 */
export const EventStoreSequencer = forwardMigration(
  'EventStoreSequencer1700000010006',
  /* sql */ `
create function event_store.chain_step(state bytea, head bytea, first_position bigint, digest bytea) returns bytea
immutable parallel safe language plpgsql set search_path = pg_catalog as $body$
begin
  return sha256(coalesce(state, head) || int8send(first_position) || digest);
end $body$;
create aggregate event_store.chain(head bytea, first_position bigint, digest bytea) (
  sfunc = event_store.chain_step, stype = bytea
);

create function event_store.sequence_commits(candidate text, lease_ms int, max_commits int)
returns table (is_owner boolean, owner_epoch bigint, head bigint, commits int)
language plpgsql
set search_path = pg_catalog, event_store
-- As in append: a plan that is right for tables of any size.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $body$
#variable_conflict use_column
declare
  lease event_store.sequencer;
  is_takeover boolean;
  taken int;
  new_head bigint;
  new_hash bytea;
begin
  select * into lease from sequencer for update skip locked;
  if not found or (lease.owner <> candidate and lease.expires_at > clock_timestamp()) then
    return query select false, s.epoch, s.last_position, 0 from sequencer s;
    return;
  end if;
  is_takeover := lease.owner is distinct from candidate;

  with picked as (
    delete from pending where commit_id = any(array(select p.commit_id from pending p order by p.commit_id limit max_commits))
    returning commit_id
  ), ordered as (
    select c.commit_id, c.event_count, c.digest,
           lease.last_position + 1 + sum(c.event_count) over (order by c.commit_id) - c.event_count as first_position
      from picked join commits c on c.commit_id = picked.commit_id
  ), numbered as (
    insert into log (first_position, event_count, commit_id, chain_hash)
    select o.first_position, o.event_count, o.commit_id,
           event_store.chain(lease.head_hash, o.first_position::bigint, o.digest) over (order by o.commit_id)
      from ordered o
    returning first_position, event_count, chain_hash
  )
  select count(*) over (), n.first_position + n.event_count - 1, n.chain_hash into taken, new_head, new_hash
    from numbered n order by n.first_position desc limit 1;

  -- An idle owner writes only to keep the lease.
  if taken is null and not is_takeover and lease.expires_at > clock_timestamp() + lease_ms * interval '0.5 millisecond' then
    return query select true, lease.epoch, lease.last_position, 0;
    return;
  end if;
  return query
  update sequencer s
     set last_position = coalesce(new_head, s.last_position), head_hash = coalesce(new_hash, s.head_hash),
         owner = candidate, epoch = s.epoch + is_takeover::int,
         expires_at = clock_timestamp() + lease_ms * interval '1 millisecond'
  returning true, s.epoch, s.last_position, coalesce(taken, 0);
end $body$;
`,
);
