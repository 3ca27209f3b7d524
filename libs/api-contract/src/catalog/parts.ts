import { z } from 'zod';
import {
  Column as StoredColumn,
  Constraint as StoredConstraint,
  Index as StoredIndex,
  Trigger as StoredTrigger,
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

export const Size = z
  .object({
    table_bytes: z.int().nonnegative(),
    index_bytes: z.int().nonnegative(),
    total_bytes: z.int().nonnegative(),
  })
  .meta({ id: 'Size', description: 'On the disk of the target, as of the last sync that saw it move.' });

export const ColumnPair = z
  .object({ column: z.string(), referenced_column: z.string() })
  .meta({ id: 'ColumnPair' });

/** A foreign key elsewhere that points here. */
export const Reference = z
  .object({
    schema: z.string(),
    name: z.string(),
    constraint: z.string(),
    column_pairs: z.array(ColumnPair),
    on_update: z.string(),
    on_delete: z.string(),
  })
  .meta({ id: 'Reference', description: 'A foreign key of another relation that points to this one.' });
