/**
 * A few thousand rows, the same on every machine: arithmetic on the row number instead of chance. Primes keep the
 * columns from marching in step.
 */
export const rows = /* sql */ `
insert into ecommerce.users (email, full_name, country_code, is_active, created_at)
select lower(first || '.' || last || n) || '@example.com', first || ' ' || last,
       (array['DE', 'FR', 'NL', 'AT', 'PL', 'SE'])[1 + n % 6], n % 17 <> 0,
       timestamptz '2025-06-01 08:00+00' + n * interval '9 hours 13 minutes'
  from generate_series(1, 500) n,
       lateral (select (array['Ada', 'Alan', 'Grace', 'Edsger', 'Barbara', 'Donald', 'Frances', 'Tony', 'Radia', 'Niklaus'])[1 + n * 7 % 10] as first,
                       (array['Lovelace', 'Turing', 'Hopper', 'Dijkstra', 'Liskov', 'Knuth', 'Allen', 'Hoare', 'Perlman'])[1 + n * 11 % 9] as last) person;

insert into ecommerce.categories (parent_id, slug, name) values
  (null, 'all', 'Everything'), (1, 'kitchen', 'Kitchen'), (1, 'garden', 'Garden'), (1, 'office', 'Office'),
  (2, 'knives', 'Knives'), (2, 'pans', 'Pans'), (3, 'tools', 'Garden tools'), (3, 'seeds', 'Seeds'),
  (4, 'paper', 'Paper'), (4, 'pens', 'Pens'), (4, 'lamps', 'Lamps'), (2, 'tea', 'Tea');

insert into ecommerce.products (category_id, sku, name, description, price, size, attributes, stock, created_at)
select 2 + n % 11, 'SKU-' || lpad(n::text, 5, '0'),
       (array['Small', 'Large', 'Light', 'Solid', 'Folding'])[1 + n * 3 % 5] || ' ' ||
       (array['oak', 'steel', 'linen', 'copper', 'bamboo', 'glass'])[1 + n * 5 % 6] || ' ' ||
       (array['board', 'kettle', 'lamp', 'trowel', 'notebook', 'pan', 'pen'])[1 + n % 7] || ' no. ' || n,
       case when n % 4 <> 0 then 'Made to last, number ' || n end,
       4.90 + n * 37 % 190, row(80 + n % 400, 40 + n * 3 % 300, 10 + n % 90)::ecommerce.dimensions,
       jsonb_build_object('colour', (array['green', 'black', 'natural'])[1 + n % 3], 'grams', 50 + n * 13 % 4000),
       n * 29 % 250, timestamptz '2025-05-01 08:00+00' + n * interval '1 day'
  from generate_series(1, 200) n;

insert into ecommerce.addresses
select id, no, case when no = 1 then 'both' else 'shipping' end::ecommerce.address_kind,
       (array['Lindenweg', 'Rue du Port', 'Keizersgracht', 'Hauptplatz'])[1 + (id % 4)::int] || ' ' || (id * 3 + no) % 120,
       lpad(((id * 7919 + no) % 99999)::text, 5, '0'),
       (array['Berlin', 'Lyon', 'Utrecht', 'Graz', 'Gdańsk', 'Malmö'])[1 + (id % 6)::int], country_code
  from ecommerce.users, generate_series(1, 2) no
 where no = 1 or id % 3 = 0;

insert into ecommerce.orders (user_id, shipping_address_no, status, note, ordered_at, shipped_at)
select user_id, case when user_id % 3 = 0 then 1 + n % 2 else 1 end,
       (array['delivered', 'delivered', 'delivered', 'shipped', 'paid', 'pending', 'returned', 'cancelled'])[1 + n * 3 % 8]::ecommerce.order_status,
       case when n % 25 = 0 then 'Please ring twice' end, at,
       case when n * 3 % 8 in (0, 1, 2, 3, 6) then at + interval '1 day 3 hours' end
  from generate_series(1, 2000) n,
       lateral (select 1 + n * 173 % 500 as user_id, timestamptz '2026-01-01 07:00+00' + n * interval '2 hours 8 minutes' as at) o;

insert into ecommerce.order_items (order_id, line_no, product_id, quantity, unit_price)
select o.id, line, p.id, 1 + (o.id * line % 4)::int, p.price
  from ecommerce.orders o, generate_series(1, 4) line, ecommerce.products p
 where line <= 1 + o.id % 4 and p.id = 1 + (o.id * 31 + line * 17) % 200;
update ecommerce.orders o set total = i.total
  from (select order_id, sum(line_total) as total from ecommerce.order_items group by 1) i where i.order_id = o.id;

insert into analytics.user_events (occurred_at, user_id, session_id, type, properties)
select timestamptz '2026-01-01 06:30+00' + n * interval '1 hour 4 minutes',
       case when n % 5 <> 0 then 1 + n * 41 % 500 end,
       ('00000000-0000-4000-8000-' || lpad((n / 6)::text, 12, '0'))::uuid,
       (array['visit', 'search', 'view', 'view', 'add_to_cart', 'checkout'])[1 + n % 6]::analytics.event_type,
       jsonb_build_object('product_id', 1 + n * 13 % 200, 'term', (array['lamp', 'kettle', 'oak'])[1 + n % 3])
  from generate_series(1, 4000) n;

insert into analytics.product_views (product_id, viewed_on, source, views, unique_visitors)
select 1 + n % 200, date '2026-05-01' + n / 200 % 30, (array['web', 'app'])[1 + n / 6000], 3 + n * 7 % 60, 1 + n % 3
  from generate_series(0, 5999) n;
`;
