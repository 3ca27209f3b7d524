import type { Queryable } from '@cadastre/postgres';
import { likePattern } from '../../paging/name-pattern.ts';
import {
  joinPostings,
  selectCandidates,
  sharedParams,
  type Candidate,
  type Stage,
  type StageRequest,
} from '../candidate.ts';
import { endOfPrefix } from '../parse-query.ts';
import { askForObjects, objectsNamed } from './by-name.ts';
import { namesByWord } from './word.ts';

const mostNamesOfWord = 150;
const mostPlacesOfWord = 500;
/** Ranks from here on: not every word is in a name or column, some only in a comment. */
const inComments = 10;

/** How many names have each word, the rarest first: cheap, for nothing is looked at but the keys. */
const namesOfWords = /* sql */ `
  select typed.n::int, count(hit.name)::int as names
    from unnest($2::text[], $3::text[]) with ordinality as typed(word, word_end, n)
   cross join unnest('{name,column,comment}'::text[]) as f(field)
    left join lateral (
      select k.name from read_model.search_keys k
       where k.tenant_id = $1 and k.field = f.field and k.way = 'word'
         and k.key >= typed.word and k.key < typed.word_end
       limit ${mostNamesOfWord}
    ) as hit on true
   group by typed.n
   order by names, typed.n`;

/** A word of few names may be in many places, so the rarest two are compared by these. */
const mostWordsPlaced = 2;

/** Of the words that any object has to have, those worth looking up; none if one of them is nowhere. */
const rarestWords = async (db: Queryable, { tenantId, query }: StageRequest): Promise<string[]> => {
  const { words } = query;
  const { rows } = await db.query<{ n: number; names: number }>(namesOfWords, [
    tenantId,
    words,
    words.map(endOfPrefix),
  ]);
  if (rows.some(({ names }) => names === 0)) return [];
  return rows.slice(0, mostWordsPlaced).flatMap(({ n }) => words[n - 1] ?? []);
};

/**
 * Objects in which every word typed is somewhere: in the name, a column, a comment. Those of the rarest word are looked
 * at; what else is in them says their own text.
 */
const together = /* sql */ `
  with place as (
    select typed.n, f.field, f.ordinal, spot.*
      from unnest($6::text[], $7::text[]) with ordinality as typed(word, word_end, n)
     cross join unnest('{name,column,comment}'::text[]) with ordinality as f(field, ordinal)
     cross join lateral (
       select hit.name, p.integration_id, p.schema, p.kind, occurrence.oid
         from (
           select k.name from read_model.search_keys k
            where k.tenant_id = $1 and k.field = f.field and k.way = 'word'
              and k.key >= typed.word and k.key < typed.word_end
            order by k.key, k.grams, k.name
            limit ${mostNamesOfWord}
         ) as hit ${joinPostings}
        limit ${mostPlacesOfWord}
     ) as spot
  ), rarest as (
    select n from place group by n order by count(*), n limit 1
  ), narrowed as (
    select place.* from place join rarest using (n)
     where (select count(distinct n) from place) = cardinality($6)
  ), found as (
    select narrowed.field, narrowed.name, ''::text as key, 0 as size,
           narrowed.ordinal + case when o.search_names like all ($8) then 0 else ${inComments} end::float8 as rank,
           narrowed.integration_id, narrowed.schema, narrowed.kind, narrowed.oid
      from narrowed
     cross join lateral (
       select * from read_model.objects known
        where known.tenant_id = $1 and known.integration_id = narrowed.integration_id and known.oid = narrowed.oid
          and known.kind = narrowed.kind
       offset 0
     ) as o
     where o.search_names || coalesce(o.search_comments, '') like all ($8)
  ) ${selectCandidates}`;

/** Of all queries of a search the dearest: it is asked once, for the two stages that share it. */
export const findWordsTogether = async (db: Queryable, request: StageRequest): Promise<Candidate[]> => {
  const { words } = request.query;
  if (words.length < 2) return [];
  const rarest = await rarestWords(db, request);
  if (rarest.length === 0) return [];
  const { rows } = await db.query<Candidate>(together, [
    ...sharedParams(request),
    rarest,
    rarest.map(endOfPrefix),
    words.map(likePattern),
  ]);
  return rows;
};

/** `customer email` is the column email of customers. */
export const wordsTogetherStage: Stage = async (_db, { wordsTogether }) =>
  (await wordsTogether()).filter(({ rank }) => rank < inComments);

const byComment = objectsNamed(namesByWord, ['comment']);

export const textStage: Stage = async (db, request) => {
  const [word, ...others] = request.query.words;
  if (word === undefined) return [];
  if (others.length > 0) return (await request.wordsTogether()).filter(({ rank }) => rank >= inComments);
  return askForObjects(db, byComment, { request, params: [word, endOfPrefix(word), []] });
};
