import type { ObjectKind } from '@cadastre/events';
import type { Queryable } from '@cadastre/postgres';
import { keysetPage, type Direction } from '../paging/keyset-page.ts';
import { likePattern } from '../paging/name-pattern.ts';
import type { Page, PageRequest } from '../paging/page.ts';
import { objectSorts, type ObjectSort } from './object-sorts.ts';
import {
  needsDefinition,
  objectColumns,
  sparse,
  viewOf,
  type ObjectListItem,
  type StoredView,
} from './object-view.ts';
import type { Section } from './section.ts';

export type ObjectFilter = {
  readonly schema?: string | null;
  readonly kinds?: readonly ObjectKind[] | null;
  /** `*` and `?` are wildcards; without either, the name need only contain it. Case is ignored. */
  readonly namePattern?: string | null;
  /** Owned by this extension. */
  readonly extension?: string | null;
  /** Direct partitions of this relation. */
  readonly partitionOf?: { readonly schema: string; readonly name: string } | null;
};

export type ListObjects = PageRequest & {
  readonly tenantId: string;
  readonly integrationId: string;
  readonly filter?: ObjectFilter;
  readonly sort?: ObjectSort;
  readonly direction?: Direction;
  /** Members that each item is cut down to; those of a definition (`columns`, …) come only when named here. */
  readonly fields?: readonly string[] | null;
};

/** One page of a section of the catalog. An unknown integration has none; whether it exists is another question. */
export const listSection = async (
  db: Queryable,
  section: Section,
  request: ListObjects,
): Promise<Page<ObjectListItem>> => {
  const { sort = 'qualified_name', direction = 'asc', fields = null } = request;
  const page = await keysetPage<StoredView>(
    db,
    {
      list: section,
      table: 'read_model.objects',
      alias: 'o',
      where: isListed,
      select: needsDefinition(fields) ? `${objectColumns}, o.definition` : objectColumns,
      params: paramsOf(section, request),
      sort: { name: sort, keys: objectSorts[sort], direction },
    },
    request,
  );
  return { ...page, items: page.items.map((row) => sparse(viewOf(row), fields)) };
};

const isListed = /* sql */ `
       o.tenant_id = $1 and o.integration_id = $2 and o.section = $3
   and ($4::text is null or o.schema = $4)
   and ($5::text[] is null or o.kind = any ($5))
   and ($6::text is null or o.name ilike $6)
   and ($7::text is null or o.extension = $7)
   and ($8::text is null or (o.parent_schema = $8 and o.parent_name = $9))`;

const noFilter = {
  schema: null,
  kinds: null,
  namePattern: null,
  extension: null,
  partitionOf: null,
} satisfies ObjectFilter;

const paramsOf = (section: Section, { tenantId, integrationId, filter }: ListObjects): unknown[] => {
  const { schema, kinds, namePattern, extension, partitionOf } = { ...noFilter, ...filter };
  return [
    tenantId,
    integrationId,
    section,
    schema,
    kinds,
    namePattern ? likePattern(namePattern) : null,
    extension,
    partitionOf?.schema,
    partitionOf?.name,
  ];
};

export const listRelations = (db: Queryable, request: ListObjects): Promise<Page<ObjectListItem>> =>
  listSection(db, 'relation', request);

export const listRoutines = (db: Queryable, request: ListObjects): Promise<Page<ObjectListItem>> =>
  listSection(db, 'routine', request);

export const listTypes = (db: Queryable, request: ListObjects): Promise<Page<ObjectListItem>> =>
  listSection(db, 'type', request);

export const listSequences = (db: Queryable, request: ListObjects): Promise<Page<ObjectListItem>> =>
  listSection(db, 'sequence', request);

export const listExtensions = (db: Queryable, request: ListObjects): Promise<Page<ObjectListItem>> =>
  listSection(db, 'extension', request);

/** Schemas, each with how many objects of every section it holds. */
export const listSchemas = async (
  db: Queryable,
  request: ListObjects,
): Promise<Page<ObjectListItem & { readonly counts: SchemaCounts }>> => {
  const { fields = null } = request;
  const page = await listSection(db, 'schema', {
    ...request,
    fields: fields === null ? null : [...fields, 'name'],
  });
  const counts = await countBySchema(
    db,
    request,
    page.items.map(({ name }) => name),
  );
  const items = page.items.map((item) => {
    const counted = { ...item, counts: counts.get(item.name) ?? noObjects };
    return sparse(counted, fields) as typeof counted;
  });
  return { ...page, items };
};

export type SchemaCounts = Readonly<Record<'relations' | 'routines' | 'types' | 'sequences', number>>;

const noObjects: SchemaCounts = { relations: 0, routines: 0, types: 0, sequences: 0 };

const countBySchema = async (
  db: Queryable,
  { tenantId, integrationId }: ListObjects,
  schemas: readonly string[],
): Promise<Map<string, SchemaCounts>> => {
  const { rows } = await db.query<{ schema: string; section: string; count: number }>(
    /* sql */ `
    select schema, section, count(*)::int as count from read_model.objects
     where tenant_id = $1 and integration_id = $2 and section = any ('{relation,routine,type,sequence}')
       and schema = any ($3)
     group by schema, section`,
    [tenantId, integrationId, schemas],
  );
  const counts = new Map<string, SchemaCounts>();
  for (const { schema, section, count } of rows) {
    counts.set(schema, { ...(counts.get(schema) ?? noObjects), [`${section}s`]: count });
  }
  return counts;
};
