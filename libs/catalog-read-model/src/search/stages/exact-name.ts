import { sharedParams, type Candidate, type Stage } from '../candidate.ts';
import { objectsNamed } from './by-name.ts';

/** All that was typed comes before what is behind the last dot: a name may have a dot in it. */
const sql = objectsNamed(/* sql */ `
  select k.name, f.ordinal + array_position($6::text[], k.key) / 10.0::float8 as rank
    from read_model.search_keys k
   where k.tenant_id = $1 and k.field = f.field and k.way = 'whole' and k.key = any ($6)`);

export const exactNameStage: Stage = async (db, request) => {
  const { whole, last } = request.query;
  const { rows } = await db.query<Candidate>(sql, [...sharedParams(request), [whole, last]]);
  return rows;
};
