import { forwardMigration } from '@cadastre/postgres';

/**
 * ANALYZE is the owner's. A first sync fills empty tables within seconds; until autovacuum comes by, the planner
 * would take them for nearly empty and choose indexes by chance.
 */
export const ReadModelPlannerStatistics = forwardMigration(
  'ReadModelPlannerStatistics1700000050005',
  /* sql */ `
create function read_model.analyze_grown_tables() returns void
language plpgsql security definer set search_path = pg_catalog, read_model as $function$
declare
  grown regclass;
begin
  for grown in
    select oid::regclass from pg_class
     where relnamespace = 'read_model'::regnamespace and relkind = 'r'
       and pg_relation_size(oid) > current_setting('block_size')::int * (2 * relpages::bigint + 16)
  loop
    execute format('analyze (skip_locked) %s', grown);
  end loop;
end $function$;
comment on function read_model.analyze_grown_tables is 'Analyzes those read models that have doubled since they last were.';
`,
);
