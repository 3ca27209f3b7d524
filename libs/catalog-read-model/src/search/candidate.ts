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
  /** Smaller is better; then shorter names, then the order of names. */
  readonly rank: number;
  readonly found: readonly { readonly field: SearchField; readonly name: string }[];
};

export type StageRequest = {
  readonly tenantId: string;
  readonly query: SearchQuery;
  readonly filter: SearchFilter;
  readonly take: number;
};

export type Stage = (db: Queryable, request: StageRequest) => Promise<Candidate[]>;

/** Places looked at for each field: bounds a stage's time, whatever is asked of however large a catalog. */
export const mostPlaces = 2_000;
/** Distinct names looked at for each field. */
export const mostNames = 2_000;

/** `$1` to `$5` of every stage. */
export const sharedParams = ({ tenantId, filter, take }: StageRequest): unknown[] => [
  tenantId,
  filter.integrationId ?? null,
  filter.schema ?? null,
  filter.kinds ?? null,
  take,
];

export const matchesFilter = (row: string): string => /* sql */ `
       ($2::uuid is null or ${row}.integration_id = $2) and ($3::text is null or ${row}.schema = $3)
   and ($4::text[] is null or ${row}.kind = any ($4))`;

/** The end of every stage: candidates of `best(integration_id, kind, oid, rank, found)`, in order. */
export const selectCandidates = /* sql */ `
  select b.integration_id, b.kind, b.oid, nullif(o.schema, '') as schema, o.name, o.qualified_name, o.comment,
         b.rank, b.found
    from best b
   cross join lateral (
     select * from read_model.objects known
      where known.tenant_id = $1 and known.integration_id = b.integration_id and known.oid = b.oid
        and known.kind = b.kind
     offset 0
   ) as o
   order by b.rank, length(o.name), o.qualified_name, b.integration_id, b.oid
   limit $5`;

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

/** From many finds of one object to one. */
export const bestOf = (found: string): string => /* sql */ `
  best as (
    select integration_id, kind, oid, min(rank) as rank,
           to_json((array_agg(json_build_object('field', field, 'name', name) order by rank, name))[1:5]) as found
      from ${found}
     group by integration_id, kind, oid
  )`;
