import type { ObjectIdentity } from '@cadastre/events';
import type { Queryable } from '@cadastre/postgres';
import type { StagedCensus } from '../census/staged-census.ts';
import { catalogAt, catalogOrdinal } from '../known-objects/known-object.ts';
import { readKnownDefinitions } from '../known-objects/read-known-definitions.ts';
import { readKnownObjectsAt } from '../known-objects/read-known-objects.ts';
import type { Attempt } from '../run-sync/attempt.ts';
import { inBulk } from './in-bulk.ts';
import { jsonTexts } from './json-texts.ts';
import { ofReading, readingParams } from './leftovers.ts';
import { structureOf } from './structure-of.ts';

/** Each needs its definition. */
const chunkObjects = 200;
const withStructure = ['pg_class', 'pg_type', 'pg_proc'] as const;

/** Says of the leftovers of these catalogs what they are besides their names, as far as it is known here or there. */
export const stageStructures = async (
  attempt: Attempt,
  census: StagedCensus,
  catalogs: readonly number[],
): Promise<void> => {
  const wanted = withStructure.map(catalogOrdinal).filter((catalog) => catalogs.includes(catalog));
  if (wanted.length === 0) return;
  await stageThere(attempt, census, wanted);
  for await (const identities of knownLeftovers(attempt, census, wanted)) {
    attempt.signal.throwIfAborted();
    const structures = await knownStructures(attempt, identities);
    await inBulk(attempt, (tx) => write(tx, census, { isKnown: true, structures }));
    attempt.touch();
  }
};

type Structured = { readonly identity: ObjectIdentity; readonly parts: readonly string[] };

/** Columns came with the census. */
const stageThere = async (
  attempt: Attempt,
  census: StagedCensus,
  catalogs: readonly number[],
): Promise<void> => {
  const { platform, touch } = attempt;
  const { rows } = await platform.pool.query<{ oid: number }>(
    /* sql */ `
    select distinct oid from sync_worker.leftovers as one
     where ${ofReading('one')} and not is_known and catalog = any ($4::smallint[]) and structure is null`,
    [...readingParams(census), catalogs],
  );
  if (rows.length === 0) return;
  for await (const page of census.structures(rows.map(({ oid }) => Number(oid)))) {
    await inBulk(attempt, (tx) => writeTexts(tx, census, { isKnown: false, structures: page }));
    touch();
  }
};

async function* knownLeftovers(
  { platform }: Attempt,
  census: StagedCensus,
  catalogs: readonly number[],
): AsyncGenerator<ObjectIdentity[], void> {
  let after = { catalog: -1, oid: 0 };
  for (;;) {
    const { rows } = await platform.pool.query<{ catalog: number; oid: number }>(
      /* sql */ `
      select catalog, oid from sync_worker.leftovers as one
       where ${ofReading('one')} and is_known and catalog = any ($4::smallint[]) and (catalog, oid) > ($5, $6)
       order by catalog, oid limit ${chunkObjects}`,
      [...readingParams(census), catalogs, after.catalog, after.oid],
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows.map(({ catalog, oid }) => ({ catalog: catalogAt(catalog), oid: Number(oid) }));
    after = last;
  }
}

const knownStructures = async (
  attempt: Attempt,
  identities: readonly ObjectIdentity[],
): Promise<Structured[]> => {
  const { platform } = attempt;
  const known = [...(await readKnownObjectsAt(platform.pool, attempt, identities)).values()];
  const definitions = await readKnownDefinitions(platform, attempt, known);
  return known.flatMap(({ identity }, at) => {
    const object = definitions[at] ?? null;
    const parts = object === null ? null : structureOf(object);
    return parts === null ? [] : [{ identity, parts }];
  });
};

type Page<S> = { readonly isKnown: boolean; readonly structures: readonly S[] };

const write = async (tx: Queryable, census: StagedCensus, page: Page<Structured>): Promise<void> => {
  await tx.query(
    /* sql */ `
    update sync_worker.leftovers as one
       set structure = ${jsonTexts('seen.parts')}
      from unnest($4::smallint[], $5::bigint[], $6::json[]) as seen(catalog, oid, parts)
     where ${ofReading('one')} and one.is_known = $7 and one.catalog = seen.catalog and one.oid = seen.oid`,
    paramsOf(census, page, ({ parts }) => JSON.stringify(parts)),
  );
};

const writeTexts = async (
  tx: Queryable,
  census: StagedCensus,
  page: Page<{ readonly identity: ObjectIdentity; readonly parts: string }>,
): Promise<void> => {
  await tx.query(
    /* sql */ `
    update sync_worker.leftovers as one set structure = seen.parts::text[]
      from unnest($4::smallint[], $5::bigint[], $6::text[]) as seen(catalog, oid, parts)
     where ${ofReading('one')} and one.is_known = $7 and one.catalog = seen.catalog and one.oid = seen.oid`,
    paramsOf(census, page, ({ parts }) => parts),
  );
};

const paramsOf = <S extends { readonly identity: ObjectIdentity }>(
  census: StagedCensus,
  { isKnown, structures }: Page<S>,
  text: (one: S) => string,
): unknown[] => [
  ...readingParams(census),
  structures.map(({ identity }) => catalogOrdinal(identity.catalog)),
  structures.map(({ identity }) => identity.oid),
  structures.map(text),
  isKnown,
];
