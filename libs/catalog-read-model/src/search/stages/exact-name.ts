import type { Stage } from '../candidate.ts';
import { askForObjects, objectsNamed } from './by-name.ts';

/** All that was typed comes before what is behind the last dot: a name may have a dot in it. */
const sql = objectsNamed(/* sql */ `
  select k.name, ''::text as key, k.grams as size, f.ordinal + typed.n / 10.0::float8 as rank
    from unnest($7::text[]) with ordinality as typed(key, n)
   cross join lateral (
     select name, grams from read_model.search_keys k
      where k.tenant_id = $1 and k.field = f.field and k.way = 'whole' and k.key = typed.key
      order by k.grams, k.name
   ) as k`);

export const exactNameStage: Stage = (db, request) => {
  const { whole, last } = request.query;
  return askForObjects(db, sql, { request, params: [whole === last ? [whole] : [whole, last]] });
};
