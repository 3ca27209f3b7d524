import type { IntegrationOptions } from '@cadastre/events';
import { bucketSql, oidsIn, partlyRead, type Extent, type ReadPart } from '@cadastre/pg-introspection';
import type { Queryable } from '@cadastre/postgres';
import type { KnownCatalog } from './known-catalog.ts';
import { catalogOrdinal } from './known-object.ts';

type Numbers = ReadPart['oids'];

/** How many of the known relations, types and routines in the chosen schemas a reading would not find again. */
export const countGoneObjects = async (
  db: Queryable,
  { tenantId, integrationId }: KnownCatalog,
  {
    extent,
    choice,
  }: {
    extent: Exclude<Extent, { type: 'nothing' }>;
    choice: Pick<IntegrationOptions, 'include_schemas' | 'exclude_schemas'>;
  },
): Promise<{ known: number; gone: number }> => {
  const there = thereIn(extent);
  if (there === null) return { known: 0, gone: 0 };
  const buckets = extent.type === 'part' ? extent.part.buckets : { pg_class: [], pg_type: [], pg_proc: [] };
  const { rows } = await db.query<{ known: number; gone: number }>(
    /* sql */ `
    select count(*)::int as known, count(*) filter (where is_looked_for and not is_there)::int as gone
      from (select $5 or (catalog, ${bucketSql('oid')}) in (select * from unnest($6::smallint[], $7::int[])) as is_looked_for,
                   (catalog, oid) in (select * from unnest($8::smallint[], $9::bigint[])) as is_there
              from sync_worker.known_objects
             where tenant_id = $1 and integration_id = $2 and catalog = any ($10::smallint[])
               and schema_name <> all ($4) and ($3::text[] is null or schema_name = any ($3))) as known`,
    [
      tenantId,
      integrationId,
      choice.include_schemas,
      choice.exclude_schemas,
      extent.type === 'all',
      catalogsOf(buckets),
      numbersOf(buckets),
      catalogsOf(there),
      numbersOf(there),
      partlyRead.map(catalogOrdinal),
    ],
  );
  return rows[0] ?? { known: 0, gone: 0 };
};

const thereIn = (extent: Exclude<Extent, { type: 'nothing' }>): Numbers | null => {
  if (extent.type === 'part') return extent.part.oids;
  const { census } = extent;
  if (census === null) return null;
  return {
    pg_class: oidsIn(census, 'pg_class'),
    pg_type: oidsIn(census, 'pg_type'),
    pg_proc: oidsIn(census, 'pg_proc'),
  };
};

const catalogsOf = (numbers: Numbers): number[] =>
  partlyRead.flatMap((catalog) => numbers[catalog].map(() => catalogOrdinal(catalog)));

const numbersOf = (numbers: Numbers): number[] => partlyRead.flatMap((catalog) => [...numbers[catalog]]);
