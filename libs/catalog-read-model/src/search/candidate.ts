import type { ObjectKind } from '@cadastre/events';
import type { Queryable } from '@cadastre/postgres';
import type { SearchQuery } from './parse-query.ts';
import type { SearchField } from './search-entries.ts';

/** How a query led to an object, best first. */
export type SearchReason = 'qualified-name' | 'exact-name' | 'prefix' | 'word' | 'similar' | 'text';

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
  /** Smaller is better; then the order of key, size of the name, name, place. */
  readonly rank: number;
  readonly key: string;
  readonly size: number;
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

/**
 * Joins `p`, the postings of the name that `hit` has in the field `f.field`. By the index, name by name, in its order:
 * `offset 0` keeps the planner from reading all postings because it expects many hits.
 */
export const joinPostings = /* sql */ `
  cross join lateral (
    select * from read_model.search_postings p
     where p.tenant_id = $1 and p.field = f.field and p.name = hit.name and ${matchesFilter('p')}
     order by p.integration_id, p.schema, p.kind, p.bucket
    offset 0
  ) as p
  cross join lateral unnest(p.oids) as occurrence(oid)`;

const hit = 'rank, key collate "C", size, name collate "C"';

/**
 * The end of every stage: from the rows of `found` (field, name, key, size, rank, integration_id, schema, kind, oid) to
 * candidates. Everything that decides about the order is in those rows, so only objects that are taken are read.
 * `places` is how many rows there were in the field that had most.
 */
export const selectCandidates = /* sql */ `
  , grouped as (
    select integration_id, kind, oid, min(schema) as place_schema, min(rank) as rank,
           (array_agg(key order by ${hit}))[1] as key, (array_agg(size order by ${hit}))[1] as size,
           to_json((array_agg(json_build_object('field', field, 'name', name) order by ${hit}))[1:5]) as found
      from found
     group by integration_id, kind, oid
  ), best as (
    select * from grouped
     order by rank, key collate "C", size, (found -> 0 ->> 'name') collate "C", integration_id, place_schema, kind, oid
     limit $5
  )
  select best.integration_id, best.kind, best.oid, nullif(o.schema, '') as schema, o.name, o.qualified_name, o.comment,
         best.rank, best.key, best.size, best.found,
         (select max(count) from (select count(*)::int from found group by field) as counted(count)) as places
    from best
   cross join lateral (
     select * from read_model.objects known
      where known.tenant_id = $1 and known.integration_id = best.integration_id and known.oid = best.oid
        and known.kind = best.kind
     offset 0
   ) as o
   order by best.rank, best.key collate "C", best.size, (best.found -> 0 ->> 'name') collate "C",
            best.integration_id, best.place_schema, best.kind, best.oid`;
