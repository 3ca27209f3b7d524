import {
  bestOf,
  joinPostings,
  mostNames,
  mostPlaces,
  selectCandidates,
  sharedParams,
  type Candidate,
  type Stage,
  type StageRequest,
} from '../candidate.ts';
import type { Queryable } from '@cadastre/postgres';
import { endOfPrefix } from '../parse-query.ts';
import type { SearchField } from '../search-entries.ts';

/** Objects in which every word typed begins a word of one of the fields, each word wherever it likes. */
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
         ) as hit ${joinPostings}
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

const objectsWith = async (
  db: Queryable,
  request: StageRequest,
  fields: readonly SearchField[],
): Promise<Candidate[]> => {
  const words = request.query.allWords;
  const { rows } = await db.query<Candidate>(sql, [
    ...sharedParams(request),
    words,
    words.map(endOfPrefix),
    fields,
  ]);
  return rows;
};

/** `customer email` is the column email of customers. One word alone was looked for before. */
export const wordsTogetherStage: Stage = async (db, request) =>
  request.query.allWords.length < 2 ? [] : objectsWith(db, request, ['name', 'column']);

export const textStage: Stage = async (db, request) => {
  const count = request.query.allWords.length;
  if (count === 0) return [];
  return objectsWith(db, request, count === 1 ? ['comment'] : ['name', 'column', 'comment']);
};
