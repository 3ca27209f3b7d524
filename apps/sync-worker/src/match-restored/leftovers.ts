import type { IntegrationOptions } from '@cadastre/events';
import type { Queryable } from '@cadastre/postgres';
import type { StagedCensus } from '../census/staged-census.ts';
import { deleteOfCatalog, type KnownCatalog } from '../known-objects/known-catalog.ts';
import { catalogAt, catalogOrdinal } from '../known-objects/known-object.ts';
import { numbersOf, placeSql, type Matched } from './match-by-name.ts';

type Choice = Pick<IntegrationOptions, 'include_schemas' | 'exclude_schemas'>;

/** The rows of a reading, as conditions on `$1` to `$3`. */
export const ofReading = (alias: string): string =>
  `${alias}.tenant_id = $1 and ${alias}.integration_id = $2 and ${alias}.reading = $3`;

export const readingParams = ({ tenantId, integrationId, reading }: StagedCensus): unknown[] => [
  tenantId,
  integrationId,
  reading,
];

/**
 * Puts aside what `matchByName` does not match: the known objects, and of what is there all that this integration would
 * read. A relation that is there brings its columns, and how many others have the same.
 */
export const stageLeftovers = async (
  tx: Queryable,
  census: StagedCensus,
  { include_schemas, exclude_schemas }: Choice,
): Promise<void> => {
  await tx.query(
    /* sql */ `
    with known as (
      select catalog, oid, kind, schema_name, qualified_name,
             ${placeSql} as place
        from sync_worker.known_objects
       where tenant_id = $1 and integration_id = $2 and catalog = any ($4::smallint[])
    ), there as (
      select catalog, oid, kind, schema_name, qualified_name, array_remove(columns, null) as structure,
             ${placeSql} as place,
             count(*) over (partition by kind, schema_name, array_remove(columns, null)) as alike_in_schema,
             count(*) over (partition by kind, array_remove(columns, null)) as alike
        from sync_worker.census as c
       where ${ofReading('c')}
    )
    insert into sync_worker.leftovers
      (tenant_id, integration_id, reading, is_known, catalog, oid, kind, schema_name, signature, structure, alike_in_schema, alike)
    select $1, $2, $3, true, catalog, known.oid, case when catalog = $5 then known.kind end, known.schema_name,
           ${signatureSql('known.schema_name')}, null, null, null
      from known left join there using (catalog, qualified_name, place)
     where there.oid is null
    union all
    select $1, $2, $3, false, catalog, there.oid, there.kind, there.schema_name,
           ${signatureSql('there.schema_name')}, there.structure, there.alike_in_schema, there.alike
      from there left join known using (catalog, qualified_name, place)
      cross join lateral (select case when catalog = $6 then qualified_name else there.schema_name end as scope) as s
     where known.oid is null
       and (case when s.scope is null then $7::text[] is null
                 else s.scope not like 'pg\\_%' and s.scope <> all ($8::text[])
                      and ($7::text[] is null or s.scope = any ($7)) end)`,
    [
      ...readingParams(census),
      census.catalogs,
      catalogOrdinal('pg_class'),
      catalogOrdinal('pg_namespace'),
      include_schemas,
      exclude_schemas,
    ],
  );
};

/** Of all readings of the integration. */
export const clearLeftovers = (tx: Queryable, catalog: KnownCatalog): Promise<void> =>
  deleteOfCatalog(tx, 'leftovers', catalog);

const signatureSql = (schema: string): string =>
  `case when ${schema} is null then qualified_name else substr(qualified_name, length(${schema}) + 2) end`;

/** The system catalogs of which both sides have something left over without a partner. */
export const catalogsLeft = async (db: Queryable, census: StagedCensus): Promise<number[]> => {
  const { rows } = await db.query<{ catalog: number }>(
    /* sql */ `
    select catalog from sync_worker.leftovers as one
     where ${ofReading('one')} and partner is null
     group by catalog having count(distinct is_known) = 2`,
    readingParams(census),
  );
  return rows.map(({ catalog }) => catalog);
};

/** What was matched by name, and now besides. */
export const withPartners = async (
  db: Queryable,
  census: StagedCensus,
  byName: readonly Matched[],
): Promise<Matched[]> => {
  const { rows } = await db.query<{ catalog: number; froms: string; tos: string; gone: string }>(
    /* sql */ `
    select catalog,
           coalesce(string_agg(oid::text, ',' order by oid) filter (where partner <> oid), '') as froms,
           coalesce(string_agg(partner::text, ',' order by oid) filter (where partner <> oid), '') as tos,
           coalesce(string_agg(oid::text, ',' order by oid) filter (where partner is null), '') as gone
      from sync_worker.leftovers as one
     where ${ofReading('one')} and is_known
     group by catalog`,
    readingParams(census),
  );
  const found = new Map(rows.map((row) => [catalogAt(row.catalog), row]));
  return byName.map((matched) => {
    const more = found.get(matched.catalog);
    if (more === undefined) return matched;
    return {
      ...matched,
      ...joined(matched, { froms: numbersOf(more.froms), tos: numbersOf(more.tos) }),
      gone: numbersOf(more.gone),
    };
  });
};

type Moves = Pick<Matched, 'froms' | 'tos'>;

const joined = (some: Moves, others: Moves): Moves => {
  if (others.froms.length === 0) return some;
  const pairs = [some, others].flatMap(({ froms, tos }) =>
    froms.map((from, at) => [from, tos[at] ?? from] as const),
  );
  pairs.sort(([a], [b]) => a - b);
  return { froms: pairs.map(([from]) => from), tos: pairs.map(([, to]) => to) };
};
