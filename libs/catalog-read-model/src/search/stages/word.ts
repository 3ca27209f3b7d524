import { likePattern } from '../../paging/name-pattern.ts';
import type { Stage } from '../candidate.ts';
import { endOfPrefix } from '../parse-query.ts';
import { askForObjects, objectsNamed } from './by-name.ts';

const mostNamesOfWord = 5_000;
/** So many are gone through, when a filter passes over all their places. */
const mostNames = 1_000;

/** Names in which the longest word typed is a word or begins one, and in which all the others are; whole words first. */
export const namesByWord = /* sql */ `
  select k.name, k.key, k.grams as size, f.ordinal + case when k.key = $7 then 0 else 0.5 end::float8 as rank
    from (
      select known.key, known.grams, known.name from read_model.search_keys known
       where known.tenant_id = $1 and known.field = f.field and known.way = 'word'
         and known.key >= $7 and known.key < $8
       order by known.key, known.grams, known.name
       limit ${mostNamesOfWord}
    ) as k
   where k.name ilike all ($9::text[])
   limit ${mostNames}`;

const sql = objectsNamed(namesByWord);

export const wordStage: Stage = async (db, request) => {
  const [longest, ...others] = [...request.query.words].sort((a, b) => b.length - a.length);
  if (longest === undefined) return [];
  const params = [longest, endOfPrefix(longest), others.map(likePattern)];
  return askForObjects(db, sql, { request, params });
};
