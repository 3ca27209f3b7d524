import type { Queryable } from '@cadastre/postgres';
import type { StagedCensus } from '../census/staged-census.ts';
import { catalogOrdinal } from '../known-objects/known-object.ts';
import { ofReading, readingParams } from './leftovers.ts';

/**
 * A schema that is gone was renamed when more than half of what it had came into one new schema, which has more than half of
 * what came there from it. What is left of it is then looked for there.
 */
export const pairSchemas = async (tx: Queryable, census: StagedCensus): Promise<void> => {
  const params = [...readingParams(census), catalogOrdinal('pg_namespace')];
  await tx.query(
    /* sql */ `
    with went as (
      select known.schema_name as old, there.schema_name as new, count(*) as objects
        from sync_worker.leftovers as known
        left join sync_worker.leftovers as there
          on ${ofReading('there')} and not there.is_known
         and there.catalog = known.catalog and there.oid = known.partner
       where ${ofReading('known')} and known.is_known and known.schema_name is not null
       group by known.schema_name, there.schema_name
    ), shares as (
      select old, new, objects,
             sum(objects) over (partition by old) as of_old, sum(objects) over (partition by new) as of_new
        from went
    ), pairs as (
      select known.oid as known, there.oid as there
        from shares
        join sync_worker.leftovers as known
          on ${ofReading('known')} and known.is_known and known.catalog = $4
         and known.partner is null and known.signature = shares.old
        join sync_worker.leftovers as there
          on ${ofReading('there')} and not there.is_known and there.catalog = $4
         and there.partner is null and there.signature = shares.new
       where objects * 2 > of_old and objects * 2 > of_new
    ), sides as (
      select true as is_known, known as oid, there as partner from pairs
      union all
      select false, there, known from pairs
    )
    update sync_worker.leftovers as one set partner = sides.partner
      from sides
     where ${ofReading('one')} and one.catalog = $4 and one.is_known = sides.is_known and one.oid = sides.oid`,
    params,
  );
  await tx.query(
    /* sql */ `
    update sync_worker.leftovers as one set schema_name = there.signature
      from sync_worker.leftovers as known
      join sync_worker.leftovers as there
        on ${ofReading('there')} and not there.is_known and there.catalog = $4 and there.oid = known.partner
     where ${ofReading('one')} and one.is_known and one.schema_name = known.signature
       and ${ofReading('known')} and known.is_known and known.catalog = $4`,
    params,
  );
};
