/**
 * SQL that hides a table's rows from everyone but the tenant named by the transaction; `*` sees all, no setting
 * sees none. Forced, so that the owner is held to it as well.
 *
 * The setting is read in a sub-select: once per statement, not once per row. The CASE is there for the planner: of
 * any other form it believes that hardly a row passes, and plans loops over tables that it takes for empty.
 */
export const isolateTenants = (table: string): string => /* sql */ `
alter table ${table} enable row level security;
alter table ${table} force row level security;
create policy tenant on ${table} using (
  case (select pg_catalog.current_setting('cadastre.tenant_id', true))
    when '*' then true
    else tenant_id = (select pg_catalog.current_setting('cadastre.tenant_id', true))
  end);
`;
