import { matchesFilter, selectCandidates, type Stage } from '../candidate.ts';
import { endOfPrefix } from '../parse-query.ts';
import { askForObjects, objectsNamed } from './by-name.ts';

/** Of more names than these that begin so, the rest is found by its words. With a filter most names may lie outside. */
const mostNames = { unfiltered: 200, filtered: 1_000 };

const byName = objectsNamed(/* sql */ `
  select k.name, ''::text as key, k.grams as size, f.ordinal::float8 as rank
    from (
      select known.key, known.grams, known.name from read_model.search_keys known
       where known.tenant_id = $1 and known.field = f.field and known.way = 'whole'
         and known.key >= $7 and known.key < $8
       order by known.key
       limit $9
    ) as k
   order by k.grams, k.name`);

const byQualifiedName = /* sql */ `
  with found as (
    select 'name'::text as field, o.name, ''::text as key, length(o.name) as size, 0::float8 as rank,
           o.integration_id, o.schema, o.kind, o.oid
      from (
        select * from read_model.objects known
         where known.tenant_id = $1 and known.search_name >= $7 and known.search_name < $8
           and ${matchesFilter('known')}
         order by known.search_name
         limit $9
      ) as o
     order by length(o.name), o.name
     limit $6::int
  ) ${selectCandidates}`;

/** The shortest first: they are nearest to what was typed. With a dot, the beginning of a qualified name is meant first. */
export const prefixStage: Stage = async (db, request) => {
  const { whole, head, last } = request.query;
  const isFiltered = Object.values(request.filter).some((value) => value !== null && value !== undefined);
  const names = isFiltered ? mostNames.filtered : mostNames.unfiltered;
  const beginningWith = (text: string) => ({ request, params: [text, endOfPrefix(text), names] });
  const qualified = head === null ? [] : await askForObjects(db, byQualifiedName, beginningWith(whole));
  if (qualified.length >= request.take) return qualified;
  return [...qualified, ...(await askForObjects(db, byName, beginningWith(last)))];
};
