import type { CatalogObject, ObjectKind, SystemCatalog } from '@cadastre/events';
import { isoTime } from '../tables/table.ts';

/** Sizes in bytes, as of the last sync that saw them move. */
export type ObjectSize = {
  readonly table_bytes: number;
  readonly index_bytes: number;
  readonly total_bytes: number;
};

/** What every list of objects shows; each kind adds its summary. */
export type ObjectListItem = {
  readonly kind: ObjectKind;
  readonly identity: { readonly catalog: SystemCatalog; readonly oid: number };
  readonly schema: string | null;
  readonly name: string;
  readonly qualified_name: string;
  /** Null for kinds that PostgreSQL keeps no owner of. */
  readonly owner: string | null;
  readonly comment: string | null;
  readonly extension: string | null;
  readonly column_count: number | null;
  /** The planner's; null where the relation was never analysed. */
  readonly row_estimate: number | null;
  readonly size: ObjectSize | null;
  /** Direct partitions; null for what cannot have any. */
  readonly partition_count: number | null;
  readonly first_seen_at: string;
  readonly changed_at: string;
} & Readonly<Record<string, unknown>>;

/** A list item with its whole definition. */
export type ObjectPage = ObjectListItem & CatalogObject['definition'];

const canHavePartitions = `o.kind = 'partitioned-table' or o.kind = 'partition'`;

/** The columns for a SELECT from `read_model.objects o`; `viewOf` makes an item of such a row. */
export const objectColumns = /* sql */ `
  o.kind, json_build_object('catalog', o.catalog, 'oid', o.oid::bigint) as identity, nullif(o.schema, '') as schema,
  o.name, o.qualified_name, o.owner, o.comment, o.extension, o.column_count, o.row_estimate,
  case when o.total_bytes is null then null else json_build_object(
    'table_bytes', o.table_bytes, 'index_bytes', o.index_bytes, 'total_bytes', o.total_bytes) end as size,
  case when ${canHavePartitions} then (
    select count(*)::int from read_model.objects p
     where p.tenant_id = o.tenant_id and p.integration_id = o.integration_id
       and p.parent_schema = o.schema and p.parent_name = o.name) end as partition_count,
  ${isoTime('o.first_seen_at')}, ${isoTime('o.changed_at')}, o.summary`;

export type StoredView = ObjectListItem & {
  readonly summary: Readonly<Record<string, unknown>>;
  readonly definition?: CatalogObject['definition'];
};

export const viewOf = ({ summary, definition, ...item }: StoredView): ObjectListItem => ({
  ...item,
  ...summary,
  ...definition,
});

/** Fields of a definition that a list gives only when they are asked for. */
const definitionFields = [
  'columns',
  'constraints',
  'indexes',
  'triggers',
  'definition',
  'labels',
  'attributes',
];

export const needsDefinition = (fields: readonly string[] | null): boolean =>
  fields?.some((field) => definitionFields.includes(field)) ?? false;

/** What every item has, whatever its kind. */
const itemFields = new Set([
  'kind',
  'identity',
  'schema',
  'name',
  'qualified_name',
  'owner',
  'comment',
  'extension',
  'column_count',
  'row_estimate',
  'size',
  'partition_count',
  'first_seen_at',
  'changed_at',
]);

/** Where kinds are mixed, any other member may be one of the definition. */
export const mayNeedDefinition = (fields: readonly string[] | null): boolean =>
  fields?.some((field) => !itemFields.has(field)) ?? false;

/** Only the members asked for, in the order of the item. */
export const sparse = (item: ObjectListItem, fields: readonly string[] | null): ObjectListItem =>
  fields === null
    ? item
    : (Object.fromEntries(Object.entries(item).filter(([name]) => fields.includes(name))) as ObjectListItem);
