import {
  bestOf,
  matchesFilter,
  mostNames,
  mostPlaces,
  selectCandidates,
  sharedParams,
  type Candidate,
  type Stage,
} from '../candidate.ts';
import { endOfPrefix } from '../parse-query.ts';

/**
 * Objects in which every word typed begins a word of a name, a column or a comment, each word wherever it likes:
 * `customer email` is the column email of customers.
 */
const sql = /* sql */ `
  with place as (
    select typed.n, f.field, f.ordinal::float8 as rank, spot.*
      from unnest($6::text[], $7::text[]) with ordinality as typed(word, word_end, n)
     cross join unnest($8::text[]) with ordinality as f(field, ordinal)
     cross join lateral (
       select hit.name, p.integration_id, p.kind, occurrence.oid
         from (
           select k.name from read_model.search_keys k
            where k.tenant_id = $1 and k.field = f.field and k.way = 'word'
              and k.key >= typed.word and k.key < typed.word_end
            order by k.key, k.grams
            limit ${mostNames}
         ) as hit
         join read_model.search_postings p
           on p.tenant_id = $1 and p.field = f.field and p.name = hit.name and ${matchesFilter('p')}
        cross join lateral unnest(p.oids) as occurrence(oid)
        limit ${mostPlaces}
     ) as spot
  ), complete as (
    select integration_id, kind, oid from place
     group by integration_id, kind, oid
    having count(distinct n) = cardinality($6)
  ), found as (
    select place.* from place join complete using (integration_id, kind, oid)
  ), ${bestOf('found')}
  ${selectCandidates}`;

export const textStage: Stage = async (db, request) => {
  const words = request.query.allWords;
  if (words.length === 0) return [];
  // One word in a name was found by the stages before.
  const fields = words.length === 1 ? ['comment'] : ['name', 'column', 'comment'];
  const { rows } = await db.query<Candidate>(sql, [
    ...sharedParams(request),
    words,
    words.map(endOfPrefix),
    fields,
  ]);
  return rows;
};
