import { z } from 'zod';
import { IntegrationId, SystemCatalog } from '@cadastre/events';
import {
  ObjectDetail,
  RelationDetail,
  RoutineOverloads,
  SequenceDetail,
  TypeDetail,
} from '../catalog/pages.ts';
import { nameParameter } from './catalog-parameters.ts';
import { defineRoute } from './route.ts';

const shared = {
  method: 'GET',
  tag: 'Catalog',
  kind: 'query',
  access: 'key',
  params: z.object({ integration_id: IntegrationId, schema: nameParameter, name: nameParameter }),
  notFound: 'object-not-found',
  hasEtag: true,
  problems: ['integration-not-found', 'catalog-not-read'],
} as const;

export const catalogObjects = {
  getObject: defineRoute({
    ...shared,
    id: 'getObject',
    path: '/catalog/{integration_id}/objects/{catalog}/{oid}',
    summary: 'Get an object of any kind by its identity',
    params: z.object({
      integration_id: IntegrationId,
      catalog: SystemCatalog,
      oid: z.coerce.number().int().positive().max(4_294_967_295),
    }),
    answers: [{ status: 200, description: 'The object', body: ObjectDetail }],
  }),
  getRelation: defineRoute({
    ...shared,
    id: 'getRelation',
    path: '/catalog/{integration_id}/relations/{schema}/{name}',
    summary: 'Get a relation: columns, constraints, indexes, triggers, size, what points to it',
    answers: [{ status: 200, description: 'The relation', body: RelationDetail }],
  }),
  getRoutines: defineRoute({
    ...shared,
    id: 'getRoutines',
    path: '/catalog/{integration_id}/routines/{schema}/{name}',
    summary: 'Get the routines of a name, one for each signature',
    answers: [{ status: 200, description: 'The routines', body: RoutineOverloads }],
  }),
  getType: defineRoute({
    ...shared,
    id: 'getType',
    path: '/catalog/{integration_id}/types/{schema}/{name}',
    summary: 'Get a type',
    answers: [{ status: 200, description: 'The type', body: TypeDetail }],
  }),
  getSequence: defineRoute({
    ...shared,
    id: 'getSequence',
    path: '/catalog/{integration_id}/sequences/{schema}/{name}',
    summary: 'Get a sequence',
    answers: [{ status: 200, description: 'The sequence', body: SequenceDetail }],
  }),
} as const;
