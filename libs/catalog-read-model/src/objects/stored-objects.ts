import type { CatalogObject, ObjectIdentity, ObjectKind } from '@cadastre/events';
import type { Queryable } from '@cadastre/postgres';
import { lookUp, recordOf } from '../tables/table.ts';
import type { GetObject } from './get-object.ts';
import type { Section } from './section.ts';

type CatalogOf = { readonly tenantId: string; readonly integrationId: string };

type Row = {
  catalog: ObjectIdentity['catalog'];
  oid: number;
  kind: ObjectKind;
  schema: string;
  name: string;
  qualified_name: string;
  definition: unknown;
};

const columns = (alias: string): string =>
  ['catalog', 'oid', 'kind', 'schema', 'name', 'qualified_name', 'definition']
    .map((name) => `${alias}.${name}`)
    .join(', ');

const objectOf = ({ catalog, oid, schema, ...row }: Row): CatalogObject =>
  ({ ...row, identity: { catalog, oid }, schema: schema === '' ? null : schema }) as CatalogObject;

const pageRows = 500;

/** Every object of a catalog as events describe it, a page at a time. */
export async function* storedObjects(
  db: Queryable,
  { tenantId, integrationId }: CatalogOf,
): AsyncGenerator<CatalogObject[], void> {
  let after = { oid: 0, catalog: '' };
  for (;;) {
    const { rows } = await db.query<Row>(
      /* sql */ `
      select ${columns('o')} from read_model.objects o
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
  const { rows } = await db.query<Row>(
    /* sql */ `
    select ${columns('known')}
      from json_to_recordset($1) as wanted(${recordOf(key)}) ${lookUp('read_model.objects', 'wanted', key)}`,
    [JSON.stringify(wanted)],
  );
  return rows.map(objectOf);
};

/** The objects of a name in a section; more than one only of routines. */
export const storedObjectsNamed = async (
  db: Queryable,
  section: Section,
  { tenantId, integrationId, schema, name }: GetObject,
): Promise<CatalogObject[]> => {
  // PostgreSQL has no such name, and refuses it as a parameter.
  if (`${schema}${name}`.includes('\0')) return [];
  const { rows } = await db.query<Row>(
    /* sql */ `
    select ${columns('o')} from read_model.objects o
     where o.tenant_id = $1 and o.integration_id = $2 and o.section = $3 and o.schema = $4 and o.name = $5
     order by o.qualified_name, o.oid`,
    [tenantId, integrationId, section, schema ?? '', name],
  );
  return rows.map(objectOf);
};
