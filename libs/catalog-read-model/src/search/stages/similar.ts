import type { Queryable } from '@cadastre/postgres';
import type { Stage, StageRequest } from '../candidate.ts';
import { gramsOf } from '../search-text.ts';
import { similarity } from '../similarity.ts';
import { askForObjects, objectsNamed } from './by-name.ts';

const mostNamesOfGram = 400;
/** A long query has many trigrams, each of which says less. */
const mostListed = 5_000;
/** How much shorter, in trigrams, a name may be than what was typed. */
const missingGrams = 4;
const mostSimilarNames = 50;

type SharedGrams = { readonly field: string; readonly name: string };

/**
 * Names by the trigrams they share with the query. A frequent trigram gives only the names nearest in length (the
 * index is in that order), so its list is not complete; what is counted here is checked afterwards.
 */
const sharedGrams = /* sql */ `
  select f.field, listed.name
    from unnest('{name,column}'::text[]) as f(field)
   cross join unnest($2::text[]) as typed(gram)
   cross join lateral (
     select k.name, k.grams from read_model.search_keys k
      where k.tenant_id = $1 and k.field = f.field and k.way = 'gram' and k.key = typed.gram and k.grams >= $3
      order by k.grams
      limit $4::int
   ) as listed
   group by f.field, listed.name
   order by count(*) / (max(listed.grams) + cardinality($2) - count(*))::float8 desc, listed.name
   limit ${4 * mostSimilarNames}`;

/** Where a name and a column are as like, the name comes first. */
const sql = objectsNamed(/* sql */ `
  select similar_name.name, ''::text as key, 0 as size, similar_name.rank + f.ordinal / 1000.0::float8 as rank
    from unnest($7::text[], $8::text[], $9::float8[]) as similar_name(field, name, rank)
   where similar_name.field = f.field
   order by similar_name.rank, similar_name.name collate "C"`);

/** Names that look like what was typed: typing errors, and parts inside a word. */
export const similarStage: Stage = async (db, request) => {
  const ranked = await similarNames(db, request);
  if (ranked.length === 0) return [];
  const params = [
    ranked.map(({ field }) => field),
    ranked.map(({ name }) => name),
    ranked.map(({ similarity }) => 1 - similarity),
  ];
  return askForObjects(db, sql, { request, params });
};

const similarNames = async (
  db: Queryable,
  { tenantId, query }: StageRequest,
): Promise<(SharedGrams & { similarity: number })[]> => {
  const grams = gramsOf(query.words);
  if (grams.length === 0) return [];
  const { rows } = await db.query<SharedGrams>(sharedGrams, [
    tenantId,
    grams,
    grams.length - missingGrams,
    Math.min(mostNamesOfGram, Math.ceil(mostListed / grams.length)),
  ]);
  return rows
    .map((row) => ({ ...row, similarity: similarity(query.last, grams, row.name) }))
    .filter((row) => row.similarity > 0)
    .sort((a, b) => b.similarity - a.similarity)
    .slice(0, mostSimilarNames);
};
