import { z } from 'zod';
import { Grants } from './access.ts';
import { commonParts } from './parts.ts';

/**
 * What was granted or revoked on one of PostgreSQL's own objects in `pg_catalog`, or on that schema: there is one only
 * where it is not what initdb left. The name is what stands behind ON in GRANT.
 */
export const SystemPrivilegesDefinition = z.object({
  ...commonParts,
  object_type: z.enum(['schema', 'relation', 'routine', 'type']),
  /** Of a relation, those on which something else was granted than initdb did, in attnum order. */
  columns_granted: z.array(z.object({ column: z.string(), privileges: Grants, initial_privileges: Grants })),
});
