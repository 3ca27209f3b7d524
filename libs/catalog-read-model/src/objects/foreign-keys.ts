import type { CatalogObject, Constraint } from '@cadastre/events';
import { deleteFrom, upsertInto, type Columns } from '../tables/table.ts';

/** A foreign key, filed under the relation it points to. */
export type ForeignKeyRow = {
  readonly tenant_id: string;
  readonly integration_id: string;
  readonly referenced_schema: string;
  readonly referenced_name: string;
  readonly oid: number;
  readonly name: string;
  readonly column_pairs: NonNullable<Constraint['references']>['column_pairs'];
  readonly on_update: string;
  readonly on_delete: string;
};

const key = {
  tenant_id: 'text',
  integration_id: 'uuid',
  referenced_schema: 'text',
  referenced_name: 'text',
  oid: 'oid',
  name: 'text',
} as const satisfies Columns;

const keyNames = Object.keys(key) as (keyof typeof key)[];

export const upsertForeignKeys = upsertInto<ForeignKeyRow>({
  name: 'foreign_keys',
  columns: { ...key, column_pairs: 'json', on_update: 'text', on_delete: 'text' },
  key: keyNames,
});
export const deleteForeignKeys = deleteFrom<ForeignKeyRow>('foreign_keys', key);

export const foreignKeysOf = (
  object: CatalogObject,
  { tenant_id, integration_id }: { tenant_id: string; integration_id: string },
): ForeignKeyRow[] => {
  const constraints = 'constraints' in object.definition ? object.definition.constraints : [];
  return constraints.flatMap(({ name, references }) =>
    references === null
      ? []
      : [
          {
            tenant_id,
            integration_id,
            referenced_schema: references.schema,
            referenced_name: references.name,
            oid: object.identity.oid,
            name,
            column_pairs: references.column_pairs,
            on_update: references.on_update,
            on_delete: references.on_delete,
          },
        ],
  );
};
