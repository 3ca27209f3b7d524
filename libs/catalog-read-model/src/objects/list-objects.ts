import type { ObjectKind } from '@cadastre/events';
import type { Queryable } from '@cadastre/postgres';
import { keysetPage, type Direction, type SortOrders } from '../paging/keyset-page.ts';
import { likePattern } from '../paging/name-pattern.ts';
import type { Page, PageRequest } from '../paging/page.ts';
import { mixedSorts, objectSorts, type ObjectSort } from './object-sorts.ts';
import {
  mayNeedDefinition,
  needsDefinition,
  objectColumns,
  sparse,
  viewOf,
  type ObjectListItem,
  type StoredView,
} from './object-view.ts';
import { sectionOfKind, type Section } from './section.ts';

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
const listSection = (db: Queryable, section: Section, request: ListObjects): Promise<Page<ObjectListItem>> =>
  listSections(
    db,
    { list: section, sections: [section], sorts: objectSorts, isDefined: needsDefinition },
    request,
  );

/** Objects of all kinds, or of those that the filter names, in one list. */
export const listAnyObjects = (db: Queryable, request: ListObjects): Promise<Page<ObjectListItem>> => {
  const kinds = request.filter?.kinds ?? null;
  const sections = kinds === null ? null : [...new Set(kinds.map((kind) => sectionOfKind[kind]))];
  return listSections(
    db,
    { list: 'object', sections, sorts: mixedSorts, isDefined: mayNeedDefinition },
    request,
  );
};

type Listed = {
  readonly list: string;
  /** Null for all. */
  readonly sections: readonly Section[] | null;
  readonly sorts: SortOrders<ObjectSort>;
  /** Whether the fields asked for are in the definition only. */
  readonly isDefined: (fields: readonly string[] | null) => boolean;
};

const listSections = async (
  db: Queryable,
  { list, sections, sorts, isDefined }: Listed,
  request: ListObjects,
): Promise<Page<ObjectListItem>> => {
  const { sort = 'qualified_name', direction = 'asc', fields = null } = request;
  const page = await keysetPage<StoredView>(
    db,
    {
      list,
      table: 'read_model.objects',
      alias: 'o',
      where: isListed(conditionOn(sections)),
      select: isDefined(fields) ? `${objectColumns}, o.definition` : objectColumns,
      params: paramsOf(sections, request),
      sort: { name: sort, keys: sorts[sort], direction },
    },
    request,
  );
  return { ...page, items: page.items.map((row) => sparse(viewOf(row), fields)) };
};

/** One section is read in the order of its index, all of them in the order of another. */
const conditionOn = (sections: readonly Section[] | null): string => {
  if (sections === null) return '$3::text is null';
  return sections.length === 1 ? 'o.section = $3' : 'o.section = any ($3::text[])';
};

const isListed = (isOfSection: string): string => /* sql */ `
       o.tenant_id = $1 and o.integration_id = $2 and ${isOfSection}
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

const paramsOf = (
  sections: readonly Section[] | null,
  { tenantId, integrationId, filter }: ListObjects,
): unknown[] => {
  const { schema, kinds, namePattern, extension, partitionOf } = { ...noFilter, ...filter };
  return [
    tenantId,
    integrationId,
    sections?.length === 1 ? sections[0] : sections,
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
