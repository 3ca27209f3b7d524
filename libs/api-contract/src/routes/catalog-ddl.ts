import { z } from 'zod';
import { IntegrationId, SystemCatalog } from '@cadastre/events';
import { nameParameter } from './catalog-parameters.ts';
import { defineRoute } from './route.ts';

const sql = (description: string) =>
  [{ status: 200, description, body: z.string(), contentType: 'application/sql' }] as const;

const shared = {
  method: 'GET',
  tag: 'Catalog',
  kind: 'query',
  access: 'key',
  notFound: 'object-not-found',
  hasEtag: true,
  problems: ['integration-not-found', 'catalog-not-read'],
} as const;

const named = z.object({ integration_id: IntegrationId, schema: nameParameter, name: nameParameter });

/** SQL from the catalog alone: the target is not asked. */
export const catalogDdl = {
  getCatalogDdl: defineRoute({
    ...shared,
    id: 'getCatalogDdl',
    path: '/catalog/{integration_id}/ddl',
    summary: 'SQL that makes the whole database again',
    description:
      'In an order that psql runs without an error on an empty database of the same server; owners, roles that privileges name, and extensions must be there. Comments at its head say which database it is, which sync read it and when, and what was left out and why. Refused until a first sync was completed. Streamed: a connection that ends early was cut, not complete.',
    params: z.object({ integration_id: IntegrationId }),
    notFound: 'integration-not-found',
    problems: ['catalog-not-read'],
    answers: sql('The script'),
  }),
  getObjectDdl: defineRoute({
    ...shared,
    id: 'getObjectDdl',
    path: '/catalog/{integration_id}/objects/{catalog}/{oid}/ddl',
    summary: 'SQL that makes an object again, by its identity',
    params: z.object({
      integration_id: IntegrationId,
      catalog: SystemCatalog,
      oid: z.coerce.number().int().positive().max(4_294_967_295),
    }),
    answers: sql('What makes the object, the rest of the database given'),
  }),
  getRelationDdl: defineRoute({
    ...shared,
    id: 'getRelationDdl',
    path: '/catalog/{integration_id}/relations/{schema}/{name}/ddl',
    summary: 'SQL that makes a relation again, with all its parts',
    params: named,
    answers: sql('What makes the relation'),
  }),
  getRoutinesDdl: defineRoute({
    ...shared,
    id: 'getRoutinesDdl',
    path: '/catalog/{integration_id}/routines/{schema}/{name}/ddl',
    summary: 'SQL that makes the routines of a name again',
    params: named,
    answers: sql('What makes them, one for each signature'),
  }),
  getTypeDdl: defineRoute({
    ...shared,
    id: 'getTypeDdl',
    path: '/catalog/{integration_id}/types/{schema}/{name}/ddl',
    summary: 'SQL that makes a type again',
    params: named,
    answers: sql('What makes the type'),
  }),
  getSequenceDdl: defineRoute({
    ...shared,
    id: 'getSequenceDdl',
    path: '/catalog/{integration_id}/sequences/{schema}/{name}/ddl',
    summary: 'SQL that makes a sequence again',
    params: named,
    answers: sql('What makes the sequence'),
  }),
} as const;
