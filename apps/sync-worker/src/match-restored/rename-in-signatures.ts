import type { Queryable } from '@cadastre/postgres';
import type { StagedCensus } from '../census/staged-census.ts';
import { catalogOrdinal } from '../known-objects/known-object.ts';
import type { Attempt } from '../run-sync/attempt.ts';
import { inBulk } from './in-bulk.ts';
import { jsonTexts } from './json-texts.ts';
import { ofReading, readingParams } from './leftovers.ts';
import { namesIn, withNewNames, type NewName, type QualifiedName } from './qualified-names.ts';

const pageRows = 5_000;

type Row = {
  catalog: number;
  oid: number;
  signature: string;
  structure: string[] | null;
};

const relation = catalogOrdinal('pg_class');

/**
 * Puts the present names of types and relations that were found again into what names them: the signatures of routines,
 * operators and casts, and the owners of sequences.
 */
export const renameInSignatures = async (attempt: Attempt, census: StagedCensus): Promise<void> => {
  const { pool } = attempt.platform;
  let after = { catalog: -1, oid: 0 };
  for (;;) {
    const { rows } = await pool.query<Row>(
      /* sql */ `
      select catalog, oid, signature, structure from sync_worker.leftovers as one
       where ${ofReading('one')} and is_known and partner is null and (catalog, oid) > ($4, $5)
         and (position('.' in signature) > 0 or structure is not null and (kind is null or kind = 'sequence'))
       order by catalog, oid limit ${pageRows}`,
      [...readingParams(census), after.catalog, after.oid],
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last;
    const named = rows.flatMap(namesOfRow);
    const names = await inBulk(attempt, (tx) => newNames(tx, census, named));
    const changed = names.size === 0 ? [] : rows.flatMap((row) => renamed(row, names));
    if (changed.length > 0) await inBulk(attempt, (tx) => write(tx, census, changed));
    attempt.touch();
  }
};

const ownerOf = ({ catalog, structure }: Row): QualifiedName | null => {
  const [schema, name] = structure ?? [];
  return catalog !== relation || schema === undefined || name === undefined ? null : { schema, name };
};

const namesOfRow = (row: Row): QualifiedName[] => {
  const owner = ownerOf(row);
  return owner === null ? [row.signature, row.structure?.[0] ?? ''].flatMap(namesIn) : [owner];
};

const key = ({ schema, name }: QualifiedName): string => JSON.stringify([schema, name]);

/** Of those that are called otherwise now. Two relations are joined at a time: by their catalog alone three would be. */
const newNames = async (
  db: Queryable,
  census: StagedCensus,
  names: readonly QualifiedName[],
): Promise<Map<string, NewName>> => {
  const wanted = [...new Map(names.map((name) => [key(name), name])).values()];
  if (wanted.length === 0) return new Map();
  const { rows } = await db.query<{ schema: string; name: string } & { new: NewName }>(
    /* sql */ `
    with found as materialized (
      select one.catalog, one.oid, there.schema_name, there.signature
        from sync_worker.leftovers as one
        join sync_worker.leftovers as there
          on ${ofReading('there')} and not there.is_known and there.catalog = one.catalog and there.oid = one.partner
       where ${ofReading('one')} and one.is_known and one.catalog = any ($6::smallint[])
    ), named as materialized (
      select known.catalog, known.oid, known.schema_name as schema, known.name
        from unnest($4::text[], $5::text[]) as wanted(schema, name)
        join sync_worker.known_objects as known
          on known.tenant_id = $1 and known.integration_id = $2 and known.catalog = any ($6::smallint[])
         and known.schema_name = wanted.schema and known.name = wanted.name
    )
    select schema, name,
           json_build_object('schema', schema_name, 'name', signature,
                             'sql', concat(quote_ident(schema_name), '.', quote_ident(signature))) as new
      from named join found using (catalog, oid)`,
    [
      ...readingParams(census),
      wanted.map(({ schema }) => schema),
      wanted.map(({ name }) => name),
      [relation, catalogOrdinal('pg_type')],
    ],
  );
  return new Map(rows.map((row) => [key(row), row.new]));
};

const renamed = (row: Row, names: ReadonlyMap<string, NewName>): Row[] => {
  const newName = (name: QualifiedName) => names.get(key(name)) ?? null;
  const [first, ...others] = row.structure ?? [];
  const owner = ownerOf(row);
  if (owner !== null) {
    const now = newName(owner);
    return now === null ? [] : [{ ...row, structure: [now.schema, now.name, ...others.slice(1)] }];
  }
  const signature = withNewNames(row.signature, newName);
  const structure = first === undefined ? row.structure : [withNewNames(first, newName), ...others];
  return signature === row.signature && structure?.[0] === first ? [] : [{ ...row, signature, structure }];
};

const write = async (tx: Queryable, census: StagedCensus, rows: readonly Row[]): Promise<void> => {
  await tx.query(
    /* sql */ `
    update sync_worker.leftovers as one
       set signature = now.signature,
           structure = case when now.structure is not null then ${jsonTexts('now.structure')} end
      from unnest($4::smallint[], $5::bigint[], $6::text[], $7::json[]) as now(catalog, oid, signature, structure)
     where ${ofReading('one')} and one.is_known and one.catalog = now.catalog and one.oid = now.oid`,
    [
      ...readingParams(census),
      rows.map(({ catalog }) => catalog),
      rows.map(({ oid }) => oid),
      rows.map(({ signature }) => signature),
      rows.map(({ structure }) => (structure === null ? null : JSON.stringify(structure))),
    ],
  );
};
