import { renumberColumns, type NumberedName } from '@cadastre/catalog-diff';
import type { CatalogObject, ObjectIdentity, RenumberedColumn } from '@cadastre/events';
import type { KnownObject } from '../known-objects/known-object.ts';
import { readKnownDefinitions } from '../known-objects/read-known-definitions.ts';
import { readKnownObjectsAt } from '../known-objects/read-known-objects.ts';
import { censusColumns } from './match-by-name.ts';
import { columnsOfMoved } from './moved-objects.ts';
import type { Moving } from './moving.ts';

type Described = { readonly known: KnownObject; readonly object: CatalogObject };

/**
 * Which columns have another number, of these objects and of all relations of which they lean on a column: by the OID
 * that the relation had.
 *
 * @param lastOf where one of the objects that stands here goes in the end
 */
export const columnsOfRelations = async (
  moving: Moving,
  objects: readonly Described[],
  lastOf: (stands: ObjectIdentity) => ObjectIdentity,
): Promise<Map<number, readonly RenumberedColumn[]>> => {
  const { attempt, oids } = moving;
  const { pool } = attempt.platform;
  const here = objects.filter(({ known }) => known.identity.catalog === 'pg_class');
  const isHere = new Set(here.map(({ known }) => known.identity.oid));
  const leanedOn = [...new Set(objects.flatMap(({ object }) => relationsOf(object)))].filter(
    (oid) => !isHere.has(oid),
  );
  const moved = await columnsOfMoved(pool, attempt, leanedOn);
  const others = await describe(
    moving,
    leanedOn.filter((oid) => !moved.has(oid)),
  );
  const place = ({ known: { identity } }: Described): number =>
    isHere.has(identity.oid) ? lastOf(identity).oid : oids('pg_class', identity.oid);
  const relations = [...here, ...others];
  const after = await censusColumns(pool, moving.census, relations.map(place));
  const renumbered = relations.map((relation) => {
    const columns = renumberColumns(columnsOf(relation.object), after.get(place(relation)) ?? []);
    return [relation.known.identity.oid, columns] as const;
  });
  return new Map([...moved, ...renumbered]);
};

/** The relations of which it leans on a certain column. */
const relationsOf = ({ definition }: CatalogObject): number[] =>
  definition.depends_on.flatMap(({ catalog, oid, column }) =>
    catalog === 'pg_class' && column !== null && column > 0 ? [oid] : [],
  );

const describe = async ({ attempt }: Moving, relations: readonly number[]): Promise<Described[]> => {
  const { platform, tenantId, integrationId } = attempt;
  const identities = relations.map((oid) => ({ catalog: 'pg_class' as const, oid }));
  const known = [...(await readKnownObjectsAt(platform.pool, attempt, identities)).values()];
  const definitions = await readKnownDefinitions(platform, { tenantId, integrationId }, known);
  return known.flatMap((one, at) => {
    const object = definitions[at] ?? null;
    return object === null ? [] : [{ known: one, object }];
  });
};

const columnsOf = ({ definition }: CatalogObject): readonly NumberedName[] =>
  'columns' in definition ? definition.columns : [];
