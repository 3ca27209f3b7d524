import { mostNames, sharedParams, type Candidate, type Stage } from '../candidate.ts';
import { endOfPrefix } from '../parse-query.ts';
import { objectsNamed } from './by-name.ts';

/** Names in which every word typed is a word, or the beginning of one; whole words first. */
const sql = objectsNamed(/* sql */ `
  select part.name, f.ordinal + 0.5 * max((part.key <> part.word)::int)::float8 as rank
    from (
      select typed.n, typed.word, k.key, k.name
        from unnest($6::text[], $7::text[]) with ordinality as typed(word, word_end, n)
       cross join lateral (
         select known.key, known.name from read_model.search_keys known
          where known.tenant_id = $1 and known.field = f.field and known.way = 'word'
            and known.key >= typed.word and known.key < typed.word_end
          order by known.key, known.grams
          limit ${mostNames}
       ) as k
    ) as part
   group by part.name
  having count(distinct part.n) = cardinality($6)`);

export const wordStage: Stage = async (db, request) => {
  const { words } = request.query;
  if (words.length === 0) return [];
  const { rows } = await db.query<Candidate>(sql, [...sharedParams(request), words, words.map(endOfPrefix)]);
  return rows;
};
