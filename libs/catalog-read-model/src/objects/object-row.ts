import type { CatalogObject, ObjectIdentity } from '@cadastre/events';
import { commentsOf, namesOf } from '../search/search-entries.ts';
import { searchName, searchText } from '../search/search-text.ts';
import { deleteFrom, insertNewInto, upsertInto, type Columns, type Table } from '../tables/table.ts';
import { sectionOfKind } from './section.ts';
import { summaryOf } from './summary.ts';

/** When something became known: the event, the sync that saw it, the time. */
export type Sighting = { readonly position: number; readonly sync: string; readonly at: string };

/** An object of the catalog as the projection holds it in memory, with when it was seen first and last changed. */
export type CatalogEntry = {
  readonly tenantId: string;
  readonly integrationId: string;
  readonly object: CatalogObject;
  readonly hash: string;
  readonly firstSeen: Sighting;
  readonly changed: Sighting;
};

const key = {
  tenant_id: 'text',
  integration_id: 'uuid',
  oid: 'oid',
  catalog: 'text',
} as const satisfies Columns;

const columns = {
  ...key,
  section: 'text',
  kind: 'text',
  schema: 'text',
  name: 'text',
  qualified_name: 'text',
  search_name: 'text',
  search_names: 'text',
  search_comments: 'text',
  owner: 'text',
  comment: 'text',
  extension: 'text',
  column_count: 'int',
  parent_schema: 'text',
  parent_name: 'text',
  summary: 'json',
  first_seen_position: 'bigint',
  first_seen_sync: 'uuid',
  first_seen_at: 'timestamptz',
  changed_position: 'bigint',
  changed_sync: 'uuid',
  changed_at: 'timestamptz',
  hash: 'text',
  definition: 'json',
} as const satisfies Columns;

type ObjectRow = Readonly<Record<keyof typeof columns, unknown>>;

const table: Table<ObjectRow> = {
  name: 'objects',
  columns,
  key: Object.keys(key) as (keyof ObjectRow)[],
  document: 'definition',
};

export type ObjectKeyRow = {
  readonly tenant_id: string;
  readonly integration_id: string;
  readonly oid: number;
  readonly catalog: ObjectIdentity['catalog'];
};

export const upsertObjects = upsertInto<ObjectRow>(table);
export const insertNewObjects = insertNewInto<ObjectRow, ObjectKeyRow>(table);
export const deleteObjects = deleteFrom<ObjectKeyRow>('objects', key);

export const keyRowOf = ({ tenantId, integrationId, object: { identity } }: CatalogEntry): ObjectKeyRow => ({
  tenant_id: tenantId,
  integration_id: integrationId,
  oid: identity.oid,
  catalog: identity.catalog,
});

export const rowOf = (entry: CatalogEntry): ObjectRow => {
  const { object, hash, firstSeen, changed } = entry;
  const { owner, comment, extension } = object.definition;
  const comments = commentsOf(object);
  const parent = 'partition_of' in object.definition ? object.definition.partition_of : null;
  return {
    ...keyRowOf(entry),
    section: sectionOfKind[object.kind],
    kind: object.kind,
    schema: object.schema ?? '',
    name: object.name,
    qualified_name: object.qualified_name,
    search_name: searchName(object.qualified_name),
    search_names: searchText(namesOf(object).join('\n')),
    search_comments: comments === '' ? null : searchText(comments),
    owner,
    comment,
    extension,
    column_count: 'columns' in object.definition ? object.definition.columns.length : null,
    parent_schema: parent?.schema ?? null,
    parent_name: parent?.name ?? null,
    summary: summaryOf(object),
    first_seen_position: firstSeen.position,
    first_seen_sync: firstSeen.sync,
    first_seen_at: firstSeen.at,
    changed_position: changed.position,
    changed_sync: changed.sync,
    changed_at: changed.at,
    hash,
    definition: object.definition,
  };
};
