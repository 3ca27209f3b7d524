import { matchesFilter, selectCandidates, sharedParams, type Candidate, type Stage } from '../candidate.ts';
import { endOfPrefix } from '../parse-query.ts';

const mostOwners = 1_000;

const place = `'name'::text as field, o.name, o.search_name as key, 0 as size, o.integration_id, o.schema, o.kind, o.oid`;

/** The object of that qualified name; a routine also without its arguments: `public.add` is `public.add(integer)`. */
const byQualifiedName = /* sql */ `
  select ${place}, 0::float8 as rank
    from read_model.objects o
   where o.tenant_id = $1 and o.search_name = $6 and ${matchesFilter('o')}
  union all
  select ${place}, 0.1
    from read_model.objects o
   where o.tenant_id = $1 and o.search_name >= $7 and o.search_name < $8 and ${matchesFilter('o')}`;

const sql = /* sql */ `
  with found as (${byQualifiedName}) ${selectCandidates}`;

/** `orders.email` and `shop.orders.email`: the relation that has this column. */
const withColumn = /* sql */ `
  with owner as (
    (select o.integration_id, o.schema, o.kind, o.oid from read_model.objects o
      where o.tenant_id = $1 and o.search_name = $9 and ${matchesFilter('o')} limit ${mostOwners})
    union
    (select p.integration_id, p.schema, p.kind, occurrence.oid
       from read_model.search_keys k
       join read_model.search_postings p
         on p.tenant_id = $1 and p.field = 'name' and p.name = k.name and ${matchesFilter('p')}
      cross join lateral unnest(p.oids) as occurrence(oid)
      where k.tenant_id = $1 and k.field = 'name' and k.way = 'whole' and k.key = $9
      limit ${mostOwners})
  ), found as (
    ${byQualifiedName}
    union all
    select 'column', c.name, ''::text, 0, w.integration_id, w.schema, w.kind, w.oid, 0.5
      from owner w
     cross join lateral (
       select k.name from read_model.search_keys k
        where k.tenant_id = $1 and k.field = 'column' and k.way = 'whole' and k.key = $10
     ) as c
      join read_model.search_postings p
        on p.tenant_id = $1 and p.field = 'column' and p.name = c.name and p.integration_id = w.integration_id
       and p.schema = w.schema and p.kind = w.kind and w.oid = any (p.oids)
  ) ${selectCandidates}`;

export const qualifiedNameStage: Stage = async (db, request) => {
  const { whole, head, last } = request.query;
  const signature = `${whole}(`;
  const params = [...sharedParams(request), whole, signature, endOfPrefix(signature)];
  const { rows } = await (head === null
    ? db.query<Candidate>(sql, params)
    : db.query<Candidate>(withColumn, [...params, head, last]));
  return rows;
};
