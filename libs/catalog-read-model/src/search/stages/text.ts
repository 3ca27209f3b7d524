import type { Queryable } from '@cadastre/postgres';
import {
  joinPostings,
  namesToLookAt,
  selectCandidates,
  sharedParams,
  type Candidate,
  type Stage,
  type StageRequest,
} from '../candidate.ts';
import { endOfPrefix } from '../parse-query.ts';
import type { SearchField } from '../search-entries.ts';

/** Words that are everywhere are looked for in so many places only. */
const mostPlacesOfWord = 4_000;
const mostWords = 3;
/** Of the names that other stages look at: here it is so many for each word. */
const shareOfNames = 0.4;
/** Ranks from here on: not every word is in a name or column, some only in a comment. */
const inComments = 10;

/** Objects in which every word typed begins a word of one of the fields, each word wherever it likes. */
const sql = /* sql */ `
  with place as (
    select 1 << (typed.n::int - 1) as word, f.field, f.ordinal, spot.*
      from unnest($6::text[], $7::text[]) with ordinality as typed(word, word_end, n)
     cross join unnest($8::text[]) with ordinality as f(field, ordinal)
     cross join lateral (
       select hit.name, p.integration_id, p.schema, p.kind, occurrence.oid
         from (
           select k.name from read_model.search_keys k
            where k.tenant_id = $1 and k.field = f.field and k.way = 'word'
              and k.key >= typed.word and k.key < typed.word_end
            order by k.key, k.grams
            limit $9
         ) as hit ${joinPostings}
        limit ${mostPlacesOfWord}
     ) as spot
  ), complete as (
    select integration_id, kind, oid, bit_or(word) filter (where field <> 'comment') as named from place
     group by integration_id, kind, oid
    having bit_or(word) = (1 << cardinality($6)) - 1
  ), found as (
    select place.*,
           place.ordinal + case when named = (1 << cardinality($6)) - 1 then 0 else ${inComments} end::float8 as rank
      from complete join place using (integration_id, kind, oid)
  ) ${selectCandidates}`;

/** Of all queries of a search the dearest: it is asked once, for the two stages that share it. */
export const findWordsTogether = async (db: Queryable, request: StageRequest): Promise<Candidate[]> => {
  // The longest words say most; an object that has them all is narrowed down to well enough.
  const words = [...request.query.words].sort((a, b) => b.length - a.length).slice(0, mostWords);
  if (words.length === 0) return [];
  // One word alone was looked for in names by the stages before.
  const fields: SearchField[] = words.length === 1 ? ['comment'] : ['name', 'column', 'comment'];
  const { rows } = await db.query<Candidate>(sql, [
    ...sharedParams(request),
    words,
    words.map(endOfPrefix),
    fields,
    namesToLookAt(request, shareOfNames),
  ]);
  return rows;
};

/** `customer email` is the column email of customers. */
export const wordsTogetherStage: Stage = async (_db, { query, wordsTogether }) =>
  query.words.length < 2 ? [] : (await wordsTogether()).filter(({ rank }) => rank < inComments);

export const textStage: Stage = async (_db, { wordsTogether }) =>
  (await wordsTogether()).filter(({ rank }) => rank >= inComments);
