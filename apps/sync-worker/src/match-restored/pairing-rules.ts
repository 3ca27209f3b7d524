import type { Queryable } from '@cadastre/postgres';
import type { StagedCensus } from '../census/staged-census.ts';
import { catalogOrdinal } from '../known-objects/known-object.ts';
import { ofReading, readingParams } from './leftovers.ts';

/** What two leftovers have to have in common to be one object. It must be so of one known and one that is there, and of no other. */
export type PairingRule = {
  /** SQL on `one`; null where it says too little. */
  readonly key: string;
  /** SQL on `one`: those that the rule is for. */
  readonly where: string;
  /** SQL on `one`, a leftover that is there: what else must be so of it. */
  readonly there?: string;
};

const relation = catalogOrdinal('pg_class');
const isRelation = `one.catalog = ${relation} and one.kind <> 'sequence'`;

/** The same name in another schema; of a relation the same columns besides. */
export const bySchemaChange: PairingRule = {
  key: `jsonb_build_array(one.kind, one.signature, case when ${isRelation} then one.structure end)`,
  where: 'one.schema_name is not null',
};

/** The same name where a schema, or what a signature names, is now called otherwise. */
export const byNewName: PairingRule = {
  key: 'jsonb_build_array(one.kind, one.schema_name, one.signature)',
  where: 'true',
};

/** Partitions are like their siblings: one that went and one that came are two. */
const hasColumnsOfItsOwn = `${isRelation} and one.kind <> 'partition'`;

/** One column is no evidence, `id` say. Two are in the same schema, where no other relation has the same. */
export const byColumnsInSchema: PairingRule = {
  key: 'jsonb_build_array(one.kind, one.schema_name, one.structure)',
  where: `${hasColumnsOfItsOwn} and cardinality(one.structure) >= 2`,
  there: 'one.alike_in_schema = 1',
};

export const byColumns: PairingRule = {
  key: 'jsonb_build_array(one.kind, one.structure)',
  where: `${hasColumnsOfItsOwn} and cardinality(one.structure) >= 3`,
  there: 'one.alike = 1',
};

/** The same labels or attributes, two at least (the first element says which they are). */
export const byTypeStructure: PairingRule = {
  key: 'jsonb_build_array(one.schema_name, one.structure)',
  where: `one.catalog = ${catalogOrdinal('pg_type')} and cardinality(one.structure) >= 3`,
};

/** The same arguments and body. */
export const byBody: PairingRule = {
  key: 'jsonb_build_array(one.schema_name, one.structure)',
  where: `one.catalog = ${catalogOrdinal('pg_proc')} and one.structure is not null`,
};

/** Owned by the same column. */
export const byOwner: PairingRule = {
  key: 'to_jsonb(one.structure)',
  where: `one.catalog = ${relation} and one.kind = 'sequence' and one.structure is not null`,
};

/** One statement that sorts what is left: its time is in proportion to that. */
export const pair = async (
  tx: Queryable,
  census: StagedCensus,
  { key, where, there = 'true' }: PairingRule,
): Promise<void> => {
  await tx.query(
    /* sql */ `
    with keyed as materialized (
      select one.is_known, one.catalog, one.oid, ${key} as key, (one.is_known or (${there})) as is_fit
        from sync_worker.leftovers as one
       where ${ofReading('one')} and one.partner is null and (${where})
    ), pairs as materialized (
      select catalog, min(oid) filter (where is_known) as known, min(oid) filter (where not is_known) as there
        from keyed where key is not null
       group by catalog, key
      having count(*) = 2 and count(*) filter (where is_known) = 1 and bool_and(is_fit)
    ), sides as (
      select catalog, true as is_known, known as oid, there as partner from pairs
      union all
      select catalog, false, there, known from pairs
    )
    update sync_worker.leftovers as one set partner = sides.partner
      from sides
     where ${ofReading('one')} and one.is_known = sides.is_known and one.catalog = sides.catalog and one.oid = sides.oid`,
    readingParams(census),
  );
};

/**
 * Those that have their OID already: all in the database that was read the last time, else what an attempt before this one
 * moved, as far as that is still to be seen.
 */
export const pairByOid = async (
  tx: Queryable,
  census: StagedCensus,
  isSameDatabase: boolean,
): Promise<void> => {
  await tx.query(
    /* sql */ `
    with same as materialized (
      select known.catalog, known.oid
        from sync_worker.leftovers as known
        join sync_worker.leftovers as there
          on ${ofReading('there')} and not there.is_known and there.catalog = known.catalog and there.oid = known.oid
         and there.kind is not distinct from known.kind
       where ${ofReading('known')} and known.is_known
         and ($4 or known.signature = there.signature or known.structure = there.structure
              or exists (select from sync_worker.moved_objects as moved
                          where moved.tenant_id = $1 and moved.integration_id = $2
                            and moved.catalog = known.catalog and moved.to_oid = known.oid))
    )
    update sync_worker.leftovers as one set partner = one.oid
      from same
     where ${ofReading('one')} and one.catalog = same.catalog and one.oid = same.oid`,
    [...readingParams(census), isSameDatabase],
  );
};
