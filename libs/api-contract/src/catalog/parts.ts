import { z } from 'zod';
import {
  Column as StoredColumn,
  Constraint as StoredConstraint,
  Dependency as StoredDependency,
  Grant as StoredGrant,
  Index as StoredIndex,
  SecurityLabel as StoredSecurityLabel,
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

export const Grant = StoredGrant.meta({
  id: 'Grant',
  description: 'What one role gave another, or everybody.',
});
export const Dependency = StoredDependency.meta({
  id: 'Dependency',
  description: 'Something that the object leans on: without it, it could not have been made.',
});

export const SecurityLabel = StoredSecurityLabel.meta({
  id: 'SecurityLabel',
  description: 'What a label provider says of an object.',
});

/** Members that definitions of many kinds have: each has one schema in the document. */
export const sharedParts: Readonly<Record<string, z.ZodType>> = {
  columns: z.array(Column),
  constraints: z.array(Constraint),
  indexes: z.array(Index),
  triggers: z.array(Trigger),
  privileges: z.array(Grant).nullable(),
  initial_privileges: z.array(Grant).nullable(),
  grants: z.array(Grant),
  depends_on: z.array(Dependency),
  security_labels: z.array(SecurityLabel),
};

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
