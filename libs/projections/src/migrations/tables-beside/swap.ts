/** Part of a shipped migration: never changes. */
export const swapTablesBeside = /* sql */ `
create function projections.indexes_to_make_beside(live text, names text[]) returns table (index_name text, definition text)
language sql stable set search_path = pg_catalog as $function$
  select i.relname::text,
         regexp_replace(pg_get_indexdef(indexrelid), '^(CREATE (?:UNIQUE )?INDEX .*?) ON .*? USING ',
                        '\\1 ON ' || replace(format('%I.%I', live || '_next', t.relname), '\\', '\\\\') || ' USING ')
    from pg_index
    join pg_class i on i.oid = indexrelid
    join pg_class t on t.oid = indrelid
   where t.relnamespace = to_regnamespace(quote_ident(live)) and t.relname = any (names)
     and not exists (select from pg_constraint where conindid = indexrelid and conrelid = indrelid)
     and to_regclass(format('%I.%I', live || '_next', i.relname)) is null
   order by i.relname
$function$;

create function projections.index_beside(live text, names text[], index text) returns void
language plpgsql security definer set search_path = pg_catalog set maintenance_work_mem = '256MB' as $function$
declare
  statement text;
begin
  select definition into statement from projections.indexes_to_make_beside(live, names) where index_name = index;
  if statement is not null then execute statement; end if;
end $function$;
comment on function projections.index_beside(text, text[], text) is 'Makes one of those indexes that create_beside left out.';

create function projections.analyze_beside(live text, name text) returns void
language plpgsql security definer set search_path = pg_catalog as $function$
begin
  execute format('analyze %I.%I', live || '_next', name);
end $function$;

create function projections.swap_beside(live text, names text[]) returns void
language plpgsql security definer set search_path = pg_catalog as $function$
declare
  beside text := live || '_next';
  old text := live || '_old';
  name text;
begin
  foreach name in array array(select n from unnest(names) as n order by n) loop
    execute format('lock table %I.%I, %I.%I in access exclusive mode', live, name, beside, name);
  end loop;
  perform projections.check_may_replace(live, names);
  foreach name in array names loop
    if projections.table_definition(format('%I.%I', live, name), true)
       is distinct from projections.table_definition(format('%I.%I', beside, name), true) then
      raise exception '%.% was changed while it was rebuilt', live, name using errcode = 'object_not_in_prerequisite_state';
    end if;
  end loop;
  perform projections.make_schema_like(live, old);
  foreach name in array names loop
    execute format('alter table %I.%I set schema %I', live, name, old);
    execute format('alter table %I.%I set schema %I', beside, name, live);
  end loop;
  execute format('drop schema %I', beside);
end $function$;
comment on function projections.swap_beside(text, text[]) is 'The copies take the place of the tables, which go to the schema <live>_old. Waits for whoever reads or writes them.';

create function projections.drop_beside(live text) returns void
language plpgsql security definer set search_path = pg_catalog as $function$
begin
  perform projections.drop_made_schema(live || '_next');
  perform projections.drop_made_schema(live || '_old');
end $function$;
comment on function projections.drop_beside(text) is 'What a rebuild left behind.';

revoke execute on all functions in schema projections from public;
`;
