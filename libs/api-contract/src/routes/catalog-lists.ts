import { z } from 'zod';
import { ObjectKind, relationKinds } from '@cadastre/events';
import {
  ExtensionItem,
  ObjectItem,
  RelationItem,
  RoutineItem,
  SchemaItem,
  SequenceItem,
  TypeItem,
} from '../catalog/objects.ts';
import {
  ExtensionList,
  ObjectList,
  RelationList,
  RoutineList,
  SchemaList,
  SequenceList,
  TypeList,
  objectMembers,
} from '../catalog/pages.ts';
import { listOf } from '../http/page.ts';
import { text } from '../http/text.ts';
import { catalogListQuery, fieldsOf, schemaFilter } from './catalog-parameters.ts';
import { integrationParams } from './parameters.ts';
import { defineRoute } from './route.ts';

const shared = {
  method: 'GET',
  tag: 'Catalog',
  kind: 'query',
  access: 'key',
  params: integrationParams,
  notFound: 'integration-not-found',
  hasEtag: true,
  problems: ['catalog-not-read'],
} as const;

export const catalogLists = {
  listObjects: defineRoute({
    ...shared,
    id: 'listObjects',
    path: '/catalog/{integration_id}/objects',
    summary: 'List objects of any kind',
    query: z.object({
      ...schemaFilter,
      kind: listOf(ObjectKind).optional().meta({ description: 'Of these kinds.' }),
      ...catalogListQuery(fieldsOf(ObjectItem, objectMembers)),
    }),
    answers: [{ status: 200, description: 'Objects', body: ObjectList }],
  }),
  listSchemas: defineRoute({
    ...shared,
    id: 'listSchemas',
    path: '/catalog/{integration_id}/schemas',
    summary: 'List schemas, with how much each holds',
    query: z.object(catalogListQuery(fieldsOf(SchemaItem))),
    answers: [{ status: 200, description: 'Schemas', body: SchemaList }],
  }),
  listRelations: defineRoute({
    ...shared,
    id: 'listRelations',
    path: '/catalog/{integration_id}/relations',
    summary: 'List tables, partitions, views, materialized views and foreign tables',
    query: z.object({
      ...schemaFilter,
      kind: listOf(z.enum(relationKinds)).optional().meta({ description: 'Of these kinds.' }),
      partition_of_schema: text({ max: 255 }).optional().meta({ description: 'With `partition_of_name`.' }),
      partition_of_name: text({ max: 255 })
        .optional()
        .meta({ description: 'Direct partitions of this relation; with `partition_of_schema`.' }),
      ...catalogListQuery(
        fieldsOf(RelationItem, ['columns', 'constraints', 'indexes', 'triggers', 'definition']),
      ),
    }),
    answers: [{ status: 200, description: 'Relations', body: RelationList }],
  }),
  listRoutines: defineRoute({
    ...shared,
    id: 'listRoutines',
    path: '/catalog/{integration_id}/routines',
    summary: 'List functions, procedures, aggregates and window functions',
    query: z.object({ ...schemaFilter, ...catalogListQuery(fieldsOf(RoutineItem, ['definition'])) }),
    answers: [{ status: 200, description: 'Routines', body: RoutineList }],
  }),
  listTypes: defineRoute({
    ...shared,
    id: 'listTypes',
    path: '/catalog/{integration_id}/types',
    summary: 'List enums, domains, composite, range and base types',
    query: z.object({ ...schemaFilter, ...catalogListQuery(fieldsOf(TypeItem, ['labels', 'attributes'])) }),
    answers: [{ status: 200, description: 'Types', body: TypeList }],
  }),
  listSequences: defineRoute({
    ...shared,
    id: 'listSequences',
    path: '/catalog/{integration_id}/sequences',
    summary: 'List sequences',
    query: z.object({ ...schemaFilter, ...catalogListQuery(fieldsOf(SequenceItem)) }),
    answers: [{ status: 200, description: 'Sequences', body: SequenceList }],
  }),
  listExtensions: defineRoute({
    ...shared,
    id: 'listExtensions',
    path: '/catalog/{integration_id}/extensions',
    summary: 'List installed extensions',
    query: z.object(catalogListQuery(fieldsOf(ExtensionItem))),
    answers: [{ status: 200, description: 'Extensions', body: ExtensionList }],
  }),
} as const;
