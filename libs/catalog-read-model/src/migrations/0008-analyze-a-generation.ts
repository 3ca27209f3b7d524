import { forwardMigration } from '@cadastre/postgres';

/** A rebuild fills tables in a schema beside; those want statistics just as well. */
export const ReadModelAnalyzeGeneration = forwardMigration(
  'ReadModelAnalyzeGeneration1700000050008',
  /* sql */ `
create function read_model.analyze_grown_tables(generation regnamespace) returns void
language plpgsql security definer set search_path = pg_catalog as $function$
declare
  grown regclass;
begin
  for grown in
    select oid::regclass from pg_class
     where relnamespace = generation and relkind = 'r'
       and generation::text in ('read_model', 'read_model_next')
       and pg_relation_size(oid) > current_setting('block_size')::int * (2 * relpages::bigint + 16)
  loop
    execute format('analyze (skip_locked) %s', grown);
  end loop;
end $function$;
revoke execute on function read_model.analyze_grown_tables(regnamespace) from public;
comment on function read_model.analyze_grown_tables(regnamespace) is 'The same for the tables that a rebuild makes in read_model_next.';
`,
);
