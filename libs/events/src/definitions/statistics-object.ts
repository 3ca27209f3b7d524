import { z } from 'zod';
import { ObjectRef, commonParts } from './parts.ts';

export const StatisticsObjectDefinition = z.object({
  ...commonParts,
  relation: ObjectRef,
  /** `expressions`: statistics of the expressions themselves. */
  kinds: z.array(z.enum(['ndistinct', 'dependencies', 'mcv', 'expressions'])),
  /** Null for the one of the columns. */
  target: z.int().nullable(),
  /** As `pg_get_statisticsobjdef` prints it. */
  definition: z.string(),
});
