import { joinPostings, mostPlaces, selectCandidates } from '../candidate.ts';

/**
 * A whole statement: from names that a field may have (`hits`: rows of name and rank, for the field `f.field`
 * and its rank `f.ordinal`) to the objects that have them. Each field has its own bound, so that many columns do
 * not hide a table.
 */
export const objectsNamed = (hits: string): string => /* sql */ `
  with found as (
    select f.field, place.*
      from unnest('{name,column}'::text[]) with ordinality as f(field, ordinal)
     cross join lateral (
       select hit.name, hit.rank, p.integration_id, p.schema, p.kind, occurrence.oid
         from (${hits}) as hit ${joinPostings}
        limit ${mostPlaces}
     ) as place
  ) ${selectCandidates}`;
