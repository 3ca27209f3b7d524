import { z } from 'zod';
import { IntegrationId, ObjectKind } from '@cadastre/events';
import { SearchPage } from '../catalog/search.ts';
import { listOf, pageQuery } from '../http/page.ts';
import { text } from '../http/text.ts';
import { schemaFilter } from './catalog-parameters.ts';
import { defineRoute } from './route.ts';

export const searchRoutes = {
  searchCatalog: defineRoute({
    id: 'searchCatalog',
    method: 'GET',
    path: '/catalog/search',
    tag: 'Catalog',
    kind: 'query',
    access: 'key',
    summary: 'Search names, columns and comments over all catalogs',
    description:
      'Best first: exact qualified name, exact name, prefix, part of a name (snake and camel case), similar names (typos), words of comments.',
    query: z.object({
      ...pageQuery,
      q: text({ max: 255 }).meta({ description: 'What is looked for.', examples: ['ecommerce.orders'] }),
      integration_id: IntegrationId.optional().meta({
        description:
          'In this integration. Where nothing is found and nothing of it has been read yet: 409 `catalog-not-read`.',
      }),
      ...schemaFilter,
      kind: listOf(ObjectKind).optional().meta({ description: 'Of these kinds.' }),
    }),
    answers: [{ status: 200, description: 'Hits', body: SearchPage }],
    problems: ['catalog-not-read'],
  }),
} as const;
