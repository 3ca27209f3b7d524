import type { Constraint, ObjectIdentity } from '@cadastre/events';
import type { Queryable } from '@cadastre/postgres';
import { objectColumns, viewOf, type ObjectPage, type StoredView } from './object-view.ts';
import type { Section } from './section.ts';
import { selectNamed, type GetObject } from './select-named.ts';

const readObjects = async (db: Queryable, section: Section, request: GetObject): Promise<ObjectPage[]> => {
  const rows = await selectNamed<StoredView>(db, `${objectColumns}, o.definition`, section, request);
  return rows.map((row) => viewOf(row) as ObjectPage);
};

export type GetByIdentity = {
  readonly tenantId: string;
  readonly integrationId: string;
  readonly identity: ObjectIdentity;
};

/** The one object of that identity, of whatever kind. */
export const getByIdentity = async (
  db: Queryable,
  { tenantId, integrationId, identity }: GetByIdentity,
): Promise<ObjectPage | null> => {
  const { rows } = await db.query<StoredView>(
    /* sql */ `
    select ${objectColumns}, o.definition from read_model.objects o
     where o.tenant_id = $1 and o.integration_id = $2 and o.catalog = $3 and o.oid = $4`,
    [tenantId, integrationId, identity.catalog, identity.oid],
  );
  return rows[0] === undefined ? null : (viewOf(rows[0]) as ObjectPage);
};

/** A foreign key of another relation that points here. */
export type Reference = {
  readonly schema: string;
  readonly name: string;
  readonly constraint: string;
  readonly column_pairs: NonNullable<Constraint['references']>['column_pairs'];
  readonly on_update: string;
  readonly on_delete: string;
};

export type RelationPage = ObjectPage & {
  /** At most 200; `referenced_by_count` says how many there are. */
  readonly referenced_by: readonly Reference[];
  readonly referenced_by_count: number;
};

/** Every relation has these members, empty where its kind cannot have any. */
const noParts = { columns: [], constraints: [], indexes: [], triggers: [] };

const mostReferences = 200;

/** A relation with all its parts and what points to it. Its partitions are a list of their own: `listRelations`. */
export const getRelation = async (db: Queryable, request: GetObject): Promise<RelationPage | null> => {
  const [relation] = await readObjects(db, 'relation', request);
  if (!relation) return null;
  const references = await referencesTo(db, request);
  return { ...noParts, ...relation, ...references };
};

const referencesTo = async (
  db: Queryable,
  { tenantId, integrationId, schema, name }: GetObject,
): Promise<Pick<RelationPage, 'referenced_by' | 'referenced_by_count'>> => {
  const { rows } = await db.query<Reference & { all: number }>(
    /* sql */ `
    select o.schema, o.name, f.name as constraint, f.column_pairs, f.on_update, f.on_delete,
           (count(*) over ())::int as all
      from read_model.foreign_keys f
      join read_model.objects o
        on o.tenant_id = f.tenant_id and o.integration_id = f.integration_id and o.oid = f.oid
       and o.catalog = 'pg_class'
     where f.tenant_id = $1 and f.integration_id = $2 and f.referenced_schema = $3 and f.referenced_name = $4
     order by o.schema, o.name, f.name
     limit $5`,
    [tenantId, integrationId, schema ?? '', name, mostReferences],
  );
  return {
    referenced_by: rows.map(({ all: _, ...reference }) => reference),
    referenced_by_count: rows[0]?.all ?? 0,
  };
};

/** All routines of a name, one per signature. Empty when there is none. */
export const getRoutines = (db: Queryable, request: GetObject): Promise<ObjectPage[]> =>
  readObjects(db, 'routine', request);

const getOne =
  (section: Section) =>
  async (db: Queryable, request: GetObject): Promise<ObjectPage | null> =>
    (await readObjects(db, section, request))[0] ?? null;

export const getType = getOne('type');
export const getSequence = getOne('sequence');
