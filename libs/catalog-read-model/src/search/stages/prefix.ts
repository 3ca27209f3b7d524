import {
  matchesFilter,
  mostPlaces,
  namesToLookAt,
  selectCandidates,
  sharedParams,
  type Candidate,
  type Stage,
} from '../candidate.ts';
import { endOfPrefix } from '../parse-query.ts';
import { objectsNamed } from './by-name.ts';

const byName = objectsNamed(/* sql */ `
  select k.name, f.ordinal::float8 as rank
    from read_model.search_keys k
   where k.tenant_id = $1 and k.field = f.field and k.way = 'whole' and k.key >= $6 and k.key < $7
   order by k.key
   limit $8`);

const byQualifiedName = /* sql */ `
  with found as (
    select 'name'::text as field, o.name, o.integration_id, o.schema, o.kind, o.oid, 0::float8 as rank
      from read_model.objects o
     where o.tenant_id = $1 and o.search_name >= $6 and o.search_name < $7 and ${matchesFilter('o')}
     order by o.search_name
     limit least($8::int, ${mostPlaces})
  ) ${selectCandidates}`;

/** With a dot, the beginning of a qualified name comes first. */
export const prefixStage: Stage = async (db, request) => {
  const { whole, head, last } = request.query;
  const shared = sharedParams(request);
  const names = namesToLookAt(request);
  const named = await db.query<Candidate>(byName, [...shared, last, endOfPrefix(last), names]);
  if (head === null) return named.rows;
  const qualified = await db.query<Candidate>(byQualifiedName, [...shared, whole, endOfPrefix(whole), names]);
  return [...qualified.rows, ...named.rows];
};
