import { z } from 'zod';
import { commonParts, ownerlessParts } from './parts.ts';

/** Options are `name=value`; the value of one that looks like a credential is withheld. */

export const ForeignDataWrapperDefinition = z.object({
  ...commonParts,
  handler: z.string().nullable(),
  validator: z.string().nullable(),
  options: z.array(z.string()),
});

export const ForeignServerDefinition = z.object({
  ...commonParts,
  wrapper: z.string(),
  server_type: z.string().nullable(),
  version: z.string().nullable(),
  options: z.array(z.string()),
});

/** Its options are never read: they are credentials. */
export const UserMappingDefinition = z.object({
  ...ownerlessParts,
  server: z.string(),
  /** Null for everybody who has no mapping of their own (PUBLIC). */
  user: z.string().nullable(),
});
