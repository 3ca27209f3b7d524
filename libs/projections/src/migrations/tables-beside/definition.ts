/** Part of a shipped migration: never changes. What two tables must have in common to take each other's place. */
export const tableDefinition = /* sql */ `
create function projections.table_definition(rel regclass, with_indexes boolean) returns text
language sql stable set search_path = pg_catalog as $function$
  with this as (
    select c.*, quote_ident(n.nspname) || '.' as prefix from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.oid = rel
  ), lines as (
    select 'table ' || concat_ws('|', relkind, relpersistence, pg_get_userbyid(relowner), relrowsecurity, relforcerowsecurity,
           relreplident, (select amname from pg_am where oid = relam), reltablespace, array_to_string(reloptions, ','),
           (select array_to_string(t.reloptions, ',') from pg_class t where t.oid = reltoastrelid),
           (select string_agg(acl::text, ',' order by acl::text) from unnest(relacl) as acl)) as line
      from this
    union all
    select 'column ' || concat_ws('|', row_number() over (order by attnum), attname, format_type(atttypid, atttypmod), attnotnull,
           (select collname from pg_collation where oid = attcollation), attstorage, attcompression, attidentity, attgenerated,
           attstattarget, attoptions::text, attacl::text, pg_get_expr(adbin, adrelid), col_description(attrelid, attnum))
      from pg_attribute left join pg_attrdef on adrelid = attrelid and adnum = attnum
     where attrelid = rel and attnum > 0 and not attisdropped
    union all
    select 'constraint ' || concat_ws('|', conname, pg_get_constraintdef(oid), condeferrable, condeferred, convalidated)
      from pg_constraint where conrelid = rel
    union all
    select 'index ' || concat_ws('|', i.relname, indisvalid, replace(pg_get_indexdef(indexrelid), this.prefix, ''))
      from pg_index join pg_class i on i.oid = indexrelid cross join this
     where indrelid = rel and (with_indexes or exists (select from pg_constraint where conindid = indexrelid and conrelid = rel))
    union all
    select 'policy ' || concat_ws('|', polname, polcmd, polpermissive, polroles::text, pg_get_expr(polqual, polrelid),
           pg_get_expr(polwithcheck, polrelid))
      from pg_policy where polrelid = rel
    union all
    select 'trigger ' || tgname from pg_trigger where tgrelid = rel and not tgisinternal
    union all
    select 'rule ' || rulename from pg_rewrite where ev_class = rel
    union all
    select 'statistics ' || stxname from pg_statistic_ext where stxrelid = rel
    union all
    select 'comment ' || obj_description(rel, 'pg_class')
  )
  select string_agg(line, e'\\n' order by line collate "C") from lines where line is not null
$function$;
comment on function projections.table_definition(regclass, boolean) is 'All that two tables of different schemas must have in common to take each other''s place, as text.';
`;
