import type { CatalogObject, ObjectIdentity } from '@cadastre/events';
import type { Queryable } from '@cadastre/postgres';
import { lookUp, recordOf } from '../tables/table.ts';
import type { Section } from './section.ts';
import { selectNamed, type GetObject } from './select-named.ts';
import { objectOf, storedColumns, type StoredObject } from './stored-object.ts';

type CatalogOf = { readonly tenantId: string; readonly integrationId: string };

const pageRows = 500;

/** Every object of a catalog as events describe it, a page at a time. */
export async function* storedObjects(
  db: Queryable,
  { tenantId, integrationId }: CatalogOf,
): AsyncGenerator<CatalogObject[], void> {
  let after = { oid: 0, catalog: '' };
  for (;;) {
    const { rows } = await db.query<StoredObject>(
      /* sql */ `
      select ${storedColumns('o')} from read_model.objects o
       where o.tenant_id = $1 and o.integration_id = $2 and (o.oid, o.catalog) > ($3::oid, $4::text collate "C")
       order by o.oid, o.catalog
       limit ${pageRows}`,
      [tenantId, integrationId, after.oid, after.catalog],
    );
    if (rows.length > 0) yield rows.map(objectOf);
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageRows) return;
    after = last;
  }
}

const key = { tenant_id: 'text', integration_id: 'uuid', oid: 'oid', catalog: 'text' };

/** These objects, in any order; one that is not there is left out. */
export const fetchStoredObjects = async (
  db: Queryable,
  { tenantId, integrationId }: CatalogOf,
  identities: readonly ObjectIdentity[],
): Promise<CatalogObject[]> => {
  const wanted = identities.map((identity) => ({
    tenant_id: tenantId,
    integration_id: integrationId,
    ...identity,
  }));
  const { rows } = await db.query<StoredObject>(
    /* sql */ `
    select ${storedColumns('known')}
      from json_to_recordset($1) as wanted(${recordOf(key)}) ${lookUp('read_model.objects', 'wanted', key)}`,
    [JSON.stringify(wanted)],
  );
  return rows.map(objectOf);
};

/** The objects of a name in a section, as events describe them. */
export const storedObjectsNamed = async (
  db: Queryable,
  section: Section,
  request: GetObject,
): Promise<CatalogObject[]> =>
  (await selectNamed<StoredObject>(db, storedColumns('o'), section, request)).map(objectOf);
