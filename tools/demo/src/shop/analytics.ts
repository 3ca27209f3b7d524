const months = ['2026-01', '2026-02', '2026-03', '2026-04', '2026-05', '2026-06'];
const firstDayAfter = (month: string): string => {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 10);
};

const partitions = months
  .map((month) => {
    const name = `analytics.user_events_${month.replace('-', '_')}`;
    return `create table ${name} partition of analytics.user_events
  for values from ('${month}-01') to ('${firstDayAfter(month)}');`;
  })
  .join('\n');

/** What visitors did: a table partitioned by month, and figures that a procedure keeps. */
export const analytics = /* sql */ `
create schema analytics;
comment on schema analytics is 'What visitors did, and what came of it';

create type analytics.event_type as enum ('visit', 'search', 'view', 'add_to_cart', 'checkout', 'logout');

create table analytics.user_events (
  id bigint generated always as identity,
  occurred_at timestamptz not null,
  user_id bigint references ecommerce.users,
  session_id uuid not null,
  type analytics.event_type not null,
  properties jsonb not null default '{}',
  primary key (id, occurred_at)
) partition by range (occurred_at);
comment on table analytics.user_events is 'Everything that visitors do, by month; a month is dropped as a whole after two years';
comment on column analytics.user_events.properties is 'What the type needs: search term, product, amount';
${partitions}
create table analytics.user_events_other partition of analytics.user_events default;
comment on table analytics.user_events_other is 'Months without a partition of their own; should stay empty';
create index user_events_user_id_occurred_at_idx on analytics.user_events (user_id, occurred_at desc);
create index user_events_properties_idx on analytics.user_events using gin (properties jsonb_path_ops);

create table analytics.product_views (
  product_id bigint not null references ecommerce.products on delete cascade,
  viewed_on date not null,
  source text not null default 'web',
  views integer not null,
  unique_visitors integer,
  primary key (product_id, viewed_on, source),
  constraint product_views_visitors_do_not_exceed_views
    check (unique_visitors is null or unique_visitors <= views)
);
comment on table analytics.product_views is 'Views per product, day and source';

create table analytics.sales_summary (
  day date not null,
  category_id integer not null references ecommerce.categories,
  orders integer not null,
  units integer not null,
  revenue numeric(14, 2) not null,
  refreshed_at timestamptz not null default now(),
  primary key (day, category_id)
);
comment on table analytics.sales_summary is 'Sales per day and category, filled by refresh_sales_summary()';
`;
