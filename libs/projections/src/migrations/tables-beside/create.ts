/** Part of a shipped migration: never changes. */
export const createTablesBeside = /* sql */ `
create function projections.check_may_replace(live text, names text[]) returns void
language plpgsql stable set search_path = pg_catalog as $function$
declare
  name text;
  hindrance text;
begin
  foreach name in array names loop
    if to_regclass(format('%I.%I', live, name)) is null then
      raise exception '%.% does not exist', live, name using errcode = 'undefined_table';
    end if;
    if not has_table_privilege(session_user, format('%I.%I', live, name), 'truncate') then
      raise exception '% may not empty %.%, so it may not replace it either', session_user, live, name
        using errcode = 'insufficient_privilege';
    end if;
    select string_agg(distinct pg_describe_object(classid, objid, objsubid), ', ') into hindrance
      from pg_depend
     where refclassid = 'pg_class'::regclass and refobjid = format('%I.%I', live, name)::regclass
       and ((classid = 'pg_rewrite'::regclass)
         or (classid = 'pg_class'::regclass and deptype in ('i', 'a') and exists (select from pg_class c where c.oid = objid and c.relkind = 'S'))
         or (classid = 'pg_class'::regclass and exists (select from pg_inherits where inhrelid = objid))
         or (classid = 'pg_publication_rel'::regclass)
         or (classid = 'pg_proc'::regclass)
         or (classid = 'pg_trigger'::regclass and exists (select from pg_trigger t where t.oid = objid and not t.tgisinternal))
         or (classid = 'pg_constraint'::regclass and exists (select from pg_constraint k where k.oid = objid and k.contype = 'f'))
         or (classid = 'pg_policy'::regclass
             and exists (select from pg_policy p where p.oid = objid and p.polrelid <> refobjid)));
    if hindrance is not null then
      raise exception '%.% cannot be replaced: % would go with the old one', live, name, hindrance
        using errcode = 'dependent_objects_still_exist',
              hint = 'Remove it, rebuild, and make it again.';
    end if;
  end loop;
end $function$;

create function projections.drop_made_schema(name text) returns void
language plpgsql set search_path = pg_catalog as $function$
declare
  refused text;
begin
  if to_regnamespace(quote_ident(name)) is null then return; end if;
  if obj_description(to_regnamespace(quote_ident(name)), 'pg_namespace') is distinct from 'Made by projections.create_beside.' then
    raise exception 'the schema % was not made by a rebuild; it would be in its way', name
      using errcode = 'duplicate_schema', hint = 'Rename it.';
  end if;
  select string_agg(relname, ', ') into refused from pg_class
   where relnamespace = to_regnamespace(quote_ident(name)) and relkind not in ('i', 'S', 't')
     and not (relkind = 'r' and has_table_privilege(session_user, oid, 'truncate'));
  if refused is not null then
    raise exception '% may not drop % in %', session_user, refused, name using errcode = 'insufficient_privilege';
  end if;
  execute format('drop schema %I cascade', name);
end $function$;

create function projections.make_schema_like(live text, made text) returns void
language plpgsql set search_path = pg_catalog as $function$
declare
  grantee text;
begin
  perform projections.drop_made_schema(made);
  execute format('create schema %I', made);
  execute format('comment on schema %I is %L', made, 'Made by projections.create_beside.');
  for grantee in
    select distinct case when acl.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(acl.grantee)) end
      from pg_namespace, aclexplode(nspacl) as acl
     where nspname = live and acl.privilege_type = 'USAGE'
  loop
    execute format('grant usage on schema %I to %s', made, grantee);
  end loop;
end $function$;

create function projections.copy_table(live text, beside text, name text) returns void
language plpgsql set search_path = pg_catalog as $function$
declare
  source regclass := format('%I.%I', live, name)::regclass;
  copy text := format('%I.%I', beside, name);
  statement text;
begin
  execute format('create table %s (like %s including defaults including generated including constraints including storage including compression including comments)',
                 copy, source);
  for statement in
    select format('alter table %s add constraint %I %s', copy, conname, pg_get_constraintdef(oid))
      from pg_constraint where conrelid = source and contype in ('p', 'u', 'x')
    union all
    select format('comment on table %s is %L', copy, obj_description(source, 'pg_class'))
    union all
    select format('alter table %s set (%s)', copy, array_to_string(reloptions, ', ')) from pg_class
     where oid = source and reloptions is not null
    union all
    select format('alter table %s set (%s)', copy, (select string_agg('toast.' || option, ', ') from unnest(t.reloptions) as option))
      from pg_class c join pg_class t on t.oid = c.reltoastrelid where c.oid = source and t.reloptions is not null
    union all
    select format('alter table %s alter column %I set statistics %s', copy, attname, attstattarget) from pg_attribute
     where attrelid = source and attnum > 0 and not attisdropped and attstattarget is not null and attstattarget <> -1
    union all
    select format('alter table %s enable row level security', copy) from pg_class where oid = source and relrowsecurity
    union all
    select format('alter table %s force row level security', copy) from pg_class where oid = source and relforcerowsecurity
    union all
    select format('create policy %I on %s as %s for %s to %s %s %s', polname, copy,
             case when polpermissive then 'permissive' else 'restrictive' end,
             case polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end,
             (select string_agg(case when role = 0 then 'public' else quote_ident(pg_get_userbyid(role)) end, ', ') from unnest(polroles) as role),
             'using (' || pg_get_expr(polqual, polrelid) || ')', 'with check (' || pg_get_expr(polwithcheck, polrelid) || ')')
      from pg_policy where polrelid = source
    union all
    select format('grant %s on %s to %s%s', acl.privilege_type, copy,
             case when acl.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(acl.grantee)) end,
             case when acl.is_grantable then ' with grant option' else '' end)
      from pg_class, aclexplode(relacl) as acl where oid = source
  loop
    execute statement;
  end loop;
end $function$;

create function projections.create_beside(live text, names text[]) returns void
language plpgsql security definer set search_path = pg_catalog as $function$
declare
  beside text := live || '_next';
  name text;
begin
  perform projections.check_may_replace(live, names);
  perform projections.make_schema_like(live, beside);
  foreach name in array names loop
    perform projections.copy_table(live, beside, name);
    if projections.table_definition(format('%I.%I', live, name), false)
       is distinct from projections.table_definition(format('%I.%I', beside, name), false) then
      raise exception '%.% has something that a rebuild cannot copy', live, name
        using errcode = 'feature_not_supported',
              detail = projections.table_definition(format('%I.%I', live, name), false)
                       || e'\\n-- against --\\n' || projections.table_definition(format('%I.%I', beside, name), false);
    end if;
  end loop;
end $function$;
comment on function projections.create_beside(text, text[]) is 'Empty copies of these tables in the schema <live>_next, without the indexes that no constraint needs.';
`;
