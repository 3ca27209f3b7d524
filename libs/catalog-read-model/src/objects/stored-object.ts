import type { CatalogObject, ObjectIdentity, ObjectKind } from '@cadastre/events';

/** A row of `read_model.objects`, as far as it says what the object is. */
export type StoredObject = {
  catalog: ObjectIdentity['catalog'];
  oid: number;
  kind: ObjectKind;
  /** Empty for objects outside any schema. */
  schema: string;
  name: string;
  qualified_name: string;
  definition: unknown;
};

const columns = ['catalog', 'oid', 'kind', 'schema', 'name', 'qualified_name', 'definition'];

/** The columns for a SELECT from the table under that alias; `objectOf` makes an object of such a row. */
export const storedColumns = (alias: string): string => columns.map((name) => `${alias}.${name}`).join(', ');

/** The object as events describe it. */
export const objectOf = (row: StoredObject): CatalogObject =>
  ({
    kind: row.kind,
    identity: { catalog: row.catalog, oid: row.oid },
    schema: row.schema === '' ? null : row.schema,
    name: row.name,
    qualified_name: row.qualified_name,
    definition: row.definition,
  }) as CatalogObject;
