/** Functions, procedures and triggers. Made after the rows, which are right from the start. */
export const routines = /* sql */ `
create function ecommerce.set_updated_at() returns trigger language plpgsql as $$
begin
  new.updated_at := now();
  return new;
end $$;
comment on function ecommerce.set_updated_at() is 'Keeps updated_at; one trigger per table calls it';

create function ecommerce.keep_order_total() returns trigger language plpgsql as $$
begin
  update ecommerce.orders o
     set total = coalesce((select sum(i.line_total) from ecommerce.order_items i where i.order_id = o.id), 0)
   where o.id in (old.order_id, new.order_id);
  return null;
end $$;
comment on function ecommerce.keep_order_total() is 'orders.total is the sum of its lines, whatever changes them';

create function ecommerce.order_total(order_id bigint) returns ecommerce.amount
  language sql stable parallel safe as $$
  select coalesce(sum(i.line_total), 0)::ecommerce.amount
    from ecommerce.order_items i
   where i.order_id = order_total.order_id
$$;
comment on function ecommerce.order_total(bigint) is 'Recomputed from the lines, to check orders.total';

create function ecommerce.search_products(term text, most integer default 10)
  returns table (product_id bigint, name text, similarity real)
  language sql stable as $$
  select p.id, p.name, similarity(p.name, term)
    from ecommerce.products p
   where p.name % term
   order by 3 desc, 1
   limit most
$$;
comment on function ecommerce.search_products(text, integer) is 'Finds products although the term is misspelt';

create procedure analytics.refresh_sales_summary(since date default '-infinity') language sql as $$
  delete from analytics.sales_summary s where s.day >= since;
  insert into analytics.sales_summary (day, category_id, orders, units, revenue)
  select o.ordered_at::date, p.category_id, count(distinct o.id), sum(i.quantity), sum(i.line_total)
    from ecommerce.orders o
    join ecommerce.order_items i on i.order_id = o.id
    join ecommerce.products p on p.id = i.product_id
   where o.ordered_at::date >= since and o.status not in ('cancelled', 'returned')
   group by 1, 2;
$$;
comment on procedure analytics.refresh_sales_summary(date) is 'Fills sales_summary again from a day on';

create function reporting.top_products(most integer default 5)
  returns setof reporting.product_performance language sql stable as $$
  select * from reporting.product_performance order by revenue desc, product_id limit most
$$;

create trigger users_set_updated_at before update on ecommerce.users
  for each row execute function ecommerce.set_updated_at();
create trigger products_set_updated_at before update on ecommerce.products
  for each row execute function ecommerce.set_updated_at();
create trigger orders_set_updated_at before update on ecommerce.orders
  for each row when (old.* is distinct from new.*) execute function ecommerce.set_updated_at();
comment on trigger orders_set_updated_at on ecommerce.orders is 'Only where something really changed';
create trigger order_items_keep_order_total after insert or update or delete on ecommerce.order_items
  for each row execute function ecommerce.keep_order_total();
`;
