/** What the people upstairs read: views, and one that is kept. */
export const reporting = /* sql */ `
create schema reporting;
comment on schema reporting is 'Read-only figures for reports; everything here is derived';

create view reporting.daily_sales as
  select o.ordered_at::date as day,
         count(*) as orders,
         count(distinct o.user_id) as customers,
         sum(o.total::numeric) as revenue
    from ecommerce.orders o
   where o.status not in ('cancelled', 'returned')
   group by 1;
comment on view reporting.daily_sales is 'Orders, customers and revenue per day, without what was cancelled or returned';
comment on column reporting.daily_sales.customers is 'Different people, not orders';

create view reporting.monthly_revenue as
  select date_trunc('month', d.day)::date as month,
         sum(d.revenue) as revenue,
         sum(d.revenue) - lag(sum(d.revenue)) over (order by date_trunc('month', d.day)) as change
    from reporting.daily_sales d
   group by date_trunc('month', d.day);
comment on view reporting.monthly_revenue is 'Built upon daily_sales; change is against the month before';

create materialized view reporting.product_performance as
  select p.id as product_id,
         p.sku,
         p.name,
         c.name as category,
         coalesce(v.views, 0) as views,
         coalesce(s.units, 0) as units,
         coalesce(s.revenue, 0) as revenue,
         round(coalesce(s.units, 0)::numeric / nullif(v.views, 0), 4) as conversion
    from ecommerce.products p
    join ecommerce.categories c on c.id = p.category_id
    left join (select product_id, sum(views) as views from analytics.product_views group by 1) v
      on v.product_id = p.id
    left join (select product_id, sum(quantity) as units, sum(line_total) as revenue
                 from ecommerce.order_items group by 1) s
      on s.product_id = p.id
  with no data;
comment on materialized view reporting.product_performance is 'Views, sales and conversion per product; refreshed at night';
create unique index product_performance_product_id_key on reporting.product_performance (product_id);
create index product_performance_revenue_idx on reporting.product_performance (revenue desc);
`;
