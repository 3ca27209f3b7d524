import { likePattern } from '../../paging/name-pattern.ts';
import { namesToLookAt, sharedParams, type Candidate, type Stage } from '../candidate.ts';
import { endOfPrefix } from '../parse-query.ts';
import { objectsNamed } from './by-name.ts';

const mostNamesOfWord = 5_000;

/** Names in which a word is or begins with the longest one typed, and in which all the others are too; whole words first. */
const sql = objectsNamed(/* sql */ `
  select k.name, f.ordinal + case when k.key = $6 then 0 else 0.5 end::float8 as rank
    from (
      select known.key, known.name from read_model.search_keys known
       where known.tenant_id = $1 and known.field = f.field and known.way = 'word'
         and known.key >= $6 and known.key < $7
       order by known.key, known.grams
       limit ${mostNamesOfWord}
    ) as k
   where k.name ilike all ($8::text[])
   limit $9`);

export const wordStage: Stage = async (db, request) => {
  const [longest, ...others] = [...request.query.words].sort((a, b) => b.length - a.length);
  if (longest === undefined) return [];
  const { rows } = await db.query<Candidate>(sql, [
    ...sharedParams(request),
    longest,
    endOfPrefix(longest),
    others.map(likePattern),
    namesToLookAt(request),
  ]);
  return rows;
};
