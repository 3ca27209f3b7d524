import { forwardMigration } from '@cadastre/postgres';

/**
 * Whoever names a tenant sees only that tenant's rows; whoever names none sees all. That is looser than read models are: projectors
 * and metrics look at parked keys of all tenants, those of the release before without saying so, and a key that they do not
 * see they would apply on past.
 */
const sees = (tenants: string): string => /* sql */ `
  case coalesce(nullif((select pg_catalog.current_setting('cadastre.tenant_id', true)), ''), '*')
    when '*' then true
    else ${tenants}
  end`;

const ownTenant = "tenant_id = (select pg_catalog.current_setting('cadastre.tenant_id', true))";

const hide = (table: string, tenants: string): string => /* sql */ `
alter table ${table} enable row level security;
alter table ${table} force row level security;
create policy tenant on ${table} using (${sees(tenants)});
`;

export const ProjectionsParkedTenants = forwardMigration(
  'ProjectionsParkedTenants1700000004030',
  /* sql */ `
create table projections.parked_requests (
  request_id     bigint generated always as identity primary key,
  tenant_id      text,
  projection     text not null,
  key            text not null,
  position       bigint not null,
  action         text not null check (action in ('retry', 'skip')),
  requested_by   text not null,
  correlation_id text,
  requested_at   timestamptz not null default clock_timestamp(),
  has_skipped    boolean not null default false,
  outcome        text check (outcome in ('freed', 'stuck', 'replaced', 'withdrawn', 'rebuilt')),
  settled_at     timestamptz,
  check ((outcome is null) = (settled_at is null))
);
create index parked_requests_of_key on projections.parked_requests (projection, key, request_id);

comment on table projections.parked_requests is 'Who asked for which parked key to be retried or skipped, and what came of it; kept after the key is free.';
comment on column projections.parked_requests.position is 'The event that could not be applied when it was asked; a skip gives up this one and no other.';
comment on column projections.parked_requests.has_skipped is 'The event was given up: until the next rebuild the rows lack it.';
comment on column projections.parked_requests.outcome is 'freed: nothing is parked any more. stuck: an event still could not be applied. replaced: somebody asked for the other thing. withdrawn: it could not be tried. rebuilt: the rows were made anew. Null: not done yet.';

alter table projections.parked_keys add column tenant_id text;
alter table projections.parked_keys add column request_id bigint references projections.parked_requests (request_id);
create index parked_keys_of_tenant on projections.parked_keys (tenant_id, projection, key);

comment on column projections.parked_keys.tenant_id is 'Whose events they are. Null where an older release parked the key, until a projector of this one has looked.';
comment on column projections.parked_keys.request_id is 'Who asked for it, and when.';
${hide('projections.parked_keys', ownTenant)}
${hide('projections.parked_requests', ownTenant)}
${hide(
  'projections.parked_events',
  /* sql */ `exists (select from projections.parked_keys as parked
                  where parked.projection = parked_events.projection and parked.key = parked_events.key)`,
)}
`,
);
