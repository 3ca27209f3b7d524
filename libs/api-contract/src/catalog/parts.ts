import { z } from 'zod';
import {
  Column as StoredColumn,
  Constraint as StoredConstraint,
  Index as StoredIndex,
  Trigger as StoredTrigger,
  Timestamp,
} from '@cadastre/events';

export const Column = StoredColumn.meta({
  id: 'Column',
  description: 'Identity is `attnum`, which survives a rename.',
});
export const Constraint = StoredConstraint.meta({
  id: 'Constraint',
  description: 'A composite foreign key has its columns in `references.column_pairs`, in key order.',
});
export const Index = StoredIndex.meta({ id: 'Index' });
export const Trigger = StoredTrigger.meta({ id: 'Trigger' });

/** Bytes on the target's disk; the row estimate is the planner's. null: never observed, or has no storage. */
export const Size = z
  .object({
    row_estimate: z.number().nonnegative().nullable(),
    table_bytes: z.int().nonnegative().nullable(),
    index_bytes: z.int().nonnegative().nullable(),
    total_bytes: z.int().nonnegative().nullable(),
    observed_at: Timestamp.nullable(),
  })
  .meta({ id: 'Size', description: 'In bytes; null where never observed or without storage of its own.' });
