import type { Queryable } from '@cadastre/postgres';
import {
  joinPostings,
  selectCandidates,
  sharedParams,
  type Candidate,
  type StageRequest,
} from '../candidate.ts';
import type { SearchField } from '../search-entries.ts';

/**
 * A whole statement: from names that a field may have to the objects that have them.
 *
 * @param hits selects name, key, size and rank for the field `f.field` and its rank `f.ordinal`, in that order; may
 *   use `$6` as the number of places that are looked at, and `$7` on as it likes
 */
export const objectsNamed = (
  hits: string,
  fields: readonly SearchField[] = ['name', 'column'],
): string => /* sql */ `
  with found as (
    select f.field, place.*
      from unnest('{${fields.join(',')}}'::text[]) with ordinality as f(field, ordinal)
     cross join lateral (
       select hit.name, hit.key, hit.size, hit.rank, p.integration_id, p.schema, p.kind, occurrence.oid
         from (${hits}) as hit ${joinPostings}
        limit $6::int
     ) as place
  ) ${selectCandidates}`;

const leastPlaces = 50;
const mostPlaces = 4_000;

/**
 * Asks such a statement for as few places as may do, and for more when they turn out to be the same few objects again
 * and again. What is looked at is always the beginning of one and the same order, so that pages fit together.
 */
export const askForObjects = async (
  db: Queryable,
  sql: string,
  { request, params }: { request: StageRequest; params: readonly unknown[] },
): Promise<Candidate[]> => {
  for (let places = Math.max(leastPlaces, 2 * request.take); ; places *= 4) {
    const { rows } = await db.query<Candidate & { places: number }>(sql, [
      ...sharedParams(request),
      places,
      ...params,
    ]);
    const isComplete = rows.length >= request.take || (rows[0]?.places ?? 0) < places;
    if (isComplete || places >= mostPlaces) return rows;
  }
};
