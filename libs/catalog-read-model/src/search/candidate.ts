import type { ObjectKind } from '@cadastre/events';
import type { Queryable } from '@cadastre/postgres';
import type { SearchQuery } from './parse-query.ts';
import type { SearchField } from './search-entries.ts';

/** How a query led to an object, best first. */
export const searchReasons = ['qualified-name', 'exact-name', 'prefix', 'word', 'similar', 'text'] as const;
export type SearchReason = (typeof searchReasons)[number];

export type SearchFilter = {
  readonly integrationId?: string | null;
  readonly schema?: string | null;
  readonly kinds?: readonly ObjectKind[] | null;
};

/** An object that one stage found, with the names that led there. */
export type Candidate = {
  readonly integration_id: string;
  readonly kind: ObjectKind;
  readonly oid: number;
  readonly schema: string | null;
  readonly name: string;
  readonly qualified_name: string;
  readonly comment: string | null;
  /** Smaller is better; then the shorter name found, then the order of names and places. */
  readonly rank: number;
  /** At most five, best first. */
  readonly found: readonly { readonly field: SearchField; readonly name: string }[];
};

export type StageRequest = {
  readonly tenantId: string;
  readonly query: SearchQuery;
  readonly filter: SearchFilter;
  readonly take: number;
  /** Objects in which all words typed are somewhere; asked for at most once in a search. */
  readonly wordsTogether: () => Promise<Candidate[]>;
};

export type Stage = (db: Queryable, request: StageRequest) => Promise<Candidate[]>;

/** Places looked at for each field: bounds a stage's time, whatever is asked of however large a catalog. */
export const mostPlaces = 1_000;
/** Distinct names looked at for each field; more where a filter passes over most of their places. */
const mostNames = { unfiltered: 500, filtered: 2_000 };

/** `$1` to `$5` of every stage. */
export const sharedParams = ({ tenantId, filter, take }: StageRequest): unknown[] => [
  tenantId,
  filter.integrationId ?? null,
  filter.schema ?? null,
  filter.kinds ?? null,
  take,
];

export const namesToLookAt = ({ filter }: StageRequest, share = 1): number => {
  const isFiltered = Object.values(filter).some((value) => value !== null && value !== undefined);
  return share * (isFiltered ? mostNames.filtered : mostNames.unfiltered);
};

export const matchesFilter = (row: string): string => /* sql */ `
       ($2::uuid is null or ${row}.integration_id = $2) and ($3::text is null or ${row}.schema = $3)
   and ($4::text[] is null or ${row}.kind = any ($4))`;

/**
 * Joins `p`, the postings of the name that `hit` has in the field `f.field`. By the index, name by name: `offset 0`
 * keeps the planner from reading all postings because it expects many hits.
 */
export const joinPostings = /* sql */ `
  cross join lateral (
    select * from read_model.search_postings p
     where p.tenant_id = $1 and p.field = f.field and p.name = hit.name and ${matchesFilter('p')}
    offset 0
  ) as p
  cross join lateral unnest(p.oids) as occurrence(oid)`;

const order = 'rank, length(hit_name), hit_name, place_schema, integration_id, kind, oid';

/**
 * The end of every stage: from the rows of `found` (field, name, integration_id, schema, kind, oid, rank) to
 * candidates. Everything that decides about the order is in those rows, so only objects that are taken are read.
 */
export const selectCandidates = /* sql */ `
  , grouped as (
    select integration_id, kind, oid, min(schema) as place_schema, min(rank) as rank,
           (array_agg(name order by rank, length(name), name))[1] as hit_name,
           to_json((array_agg(json_build_object('field', field, 'name', name)
                              order by rank, length(name), name))[1:5]) as found
      from found
     group by integration_id, kind, oid
  ), best as (
    select * from grouped order by ${order} limit $5
  )
  select best.integration_id, best.kind, best.oid, nullif(o.schema, '') as schema, o.name, o.qualified_name, o.comment,
         best.rank, best.found
    from best
   cross join lateral (
     select * from read_model.objects known
      where known.tenant_id = $1 and known.integration_id = best.integration_id and known.oid = best.oid
        and known.kind = best.kind
     offset 0
   ) as o
   order by ${order.replace('integration_id, kind, oid', 'best.integration_id, best.kind, best.oid')}`;
