import { forwardMigration } from '@cadastre/postgres';

/**
 * Rights already refuse changes to the application role; these triggers also stop the owner's slip of the hand.
 * Row triggers on the partitioned table are cloned to each partition, statement triggers are not: hence TRUNCATE
 * is refused by a trigger of each partition as well (see the partition migration).
 */
export const EventStoreImmutability = forwardMigration(
  'EventStoreImmutability1700000010002',
  /* sql */ `
create function event_store.refuse_change() returns trigger
language plpgsql set search_path = pg_catalog, event_store as $body$
begin
  raise exception '% on %.% refused: recorded events are never changed', tg_op, tg_table_schema, tg_table_name
    using errcode = 'insufficient_privilege';
end $body$;

create trigger refuse_change before update or delete on event_store.events
  for each row execute function event_store.refuse_change();
create trigger refuse_truncate before truncate on event_store.events
  for each statement execute function event_store.refuse_change();

create trigger refuse_change before update or delete or truncate on event_store.commits
  for each statement execute function event_store.refuse_change();
create trigger refuse_change before update or delete or truncate on event_store.log
  for each statement execute function event_store.refuse_change();
create trigger refuse_change before delete or truncate on event_store.streams
  for each statement execute function event_store.refuse_change();
create trigger refuse_change before delete or truncate on event_store.sequencer
  for each statement execute function event_store.refuse_change();
`,
);
