import { z } from 'zod';
import { Grant } from './access.ts';
import { ownerlessParts } from './parts.ts';

/**
 * What new objects of a role are given (`ALTER DEFAULT PRIVILEGES`). In a schema: besides what they get anyway. Outside any
 * schema: instead of PostgreSQL's built-in default.
 */
export const DefaultPrivilegesDefinition = z.object({
  ...ownerlessParts,
  /** Who makes the objects. */
  role: z.string(),
  object_type: z.enum(['tables', 'sequences', 'functions', 'types', 'schemas', 'large-objects']),
  /** In the order in which the server keeps them. */
  grants: z.array(Grant),
});
