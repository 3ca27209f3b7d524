import type { IntegrationOptions } from '@cadastre/events';
import { bucketSql, partlyRead, type ReadPart } from '@cadastre/pg-introspection';
import type { Queryable } from '@cadastre/postgres';
import type { StagedCensus } from '../census/staged-census.ts';
import type { KnownCatalog } from './known-catalog.ts';
import { catalogOrdinal } from './known-object.ts';

type Numbers = ReadPart['oids'];
type Choice = Pick<IntegrationOptions, 'include_schemas' | 'exclude_schemas'>;
type Counts = { known: number; gone: number };

/** The known relations, types and routines in the chosen schemas. */
const knownSql = /* sql */ `
  sync_worker.known_objects as known
   where tenant_id = $1 and integration_id = $2 and catalog = any ($3::smallint[])
     and schema_name <> all ($4) and ($5::text[] is null or schema_name = any ($5))`;

const knownParams = ({ tenantId, integrationId }: KnownCatalog, choice: Choice): unknown[] => [
  tenantId,
  integrationId,
  partlyRead.map(catalogOrdinal),
  choice.exclude_schemas,
  choice.include_schemas,
];

/** How many of them a reading of this part would not find again. */
export const countGoneOfPart = async (
  db: Queryable,
  catalog: KnownCatalog,
  { part, choice }: { part: ReadPart; choice: Choice },
): Promise<Counts> => {
  const { rows } = await db.query<Counts>(
    /* sql */ `
    select count(*)::int as known, count(*) filter (where is_looked_for and not is_there)::int as gone
      from (select (catalog, ${bucketSql('oid')}) in (select * from unnest($6::smallint[], $7::int[])) as is_looked_for,
                   (catalog, oid) in (select * from unnest($8::smallint[], $9::bigint[])) as is_there
              from ${knownSql}) as known`,
    [
      ...knownParams(catalog, choice),
      catalogsOf(part.buckets),
      numbersOf(part.buckets),
      catalogsOf(part.oids),
      numbersOf(part.oids),
    ],
  );
  return rows[0] ?? { known: 0, gone: 0 };
};

/** How many of them are not in the census under their OID. */
export const countGoneOfAll = async (
  db: Queryable,
  census: StagedCensus,
  choice: Choice,
): Promise<Counts> => {
  const { rows } = await db.query<Counts>(
    /* sql */ `
    select count(*)::int as known, count(*) filter (where not is_there)::int as gone
      from (select (catalog, oid) in (select there.catalog, there.oid from sync_worker.census as there
                                       where there.tenant_id = $1 and there.integration_id = $2
                                         and there.reading = $6) as is_there
              from ${knownSql}) as known`,
    [...knownParams(census, choice), census.reading],
  );
  return rows[0] ?? { known: 0, gone: 0 };
};

const catalogsOf = (numbers: Numbers): number[] =>
  partlyRead.flatMap((catalog) => numbers[catalog].map(() => catalogOrdinal(catalog)));

const numbersOf = (numbers: Numbers): number[] => partlyRead.flatMap((catalog) => [...numbers[catalog]]);
