import { z } from 'zod';
import { IntegrationId, ObjectIdentity } from '@cadastre/events';
import { pageOf } from '../http/page.ts';
import { CatalogKind } from './objects.ts';

export const SearchMatch = z
  .object({
    field: z.enum(['name', 'column', 'comment']),
    column: z
      .string()
      .nullable()
      .meta({ description: "Whose name or comment it is; null for the object's own." }),
    text: z
      .string()
      .meta({ description: 'As it is in the catalog; a long comment is cut around the match.' }),
    ranges: z
      .array(z.tuple([z.int().nonnegative(), z.int().nonnegative()]))
      .meta({ description: 'What of `text` to mark: half-open, in UTF-16 code units.' }),
  })
  .meta({ id: 'SearchMatch' });

export const SearchHit = z
  .object({
    integration_id: IntegrationId,
    identity: ObjectIdentity,
    kind: CatalogKind,
    schema: z.string().nullable(),
    name: z.string(),
    qualified_name: z.string(),
    comment: z.string().nullable(),
    reason: z
      .enum(['qualified-name', 'exact-name', 'prefix', 'word', 'similar', 'text'])
      .meta({ description: 'The best way in which the query led here; hits are in this order.' }),
    matches: z.array(SearchMatch),
  })
  .meta({ id: 'SearchHit' });
export type SearchHit = z.infer<typeof SearchHit>;

export const SearchPage = pageOf(SearchHit, { id: 'SearchHits', description: 'Hits, best first.' })
  .extend({
    is_truncated: z.boolean().meta({
      description:
        'More objects matched in one of the ways than are ever looked at; a narrower query finds them.',
    }),
  })
  .meta({ id: 'SearchPage', description: 'Hits, best first.' });
