import { z } from 'zod';
import { ObjectKind } from '../definitions/catalog-object.ts';

/** The steps of a sync, in the order in which they are shown. */
export const syncActivities = [
  'connect',
  'discover-schemas',
  'relations',
  'columns',
  'keys-and-constraints',
  'indexes',
  'routines-and-types',
  'dependencies',
  'statistics-and-quality',
  'transform-and-publish',
] as const;
export const SyncActivity = z.enum(syncActivities);
export type SyncActivity = z.infer<typeof SyncActivity>;

/** An error as it may be shown: a class and a sentence of ours, never a foreign server's words or a value. */
export const SafeError = z.object({
  code: z.string(),
  detail: z.string(),
  hint: z.string().nullable(),
});
export type SafeError = z.infer<typeof SafeError>;

const Tally = z.object({
  seen: z.int().nonnegative(),
  added: z.int().nonnegative(),
  changed: z.int().nonnegative(),
  dropped: z.int().nonnegative(),
  skipped: z.int().nonnegative(),
});

/** How many objects of each kind were seen, and what became of them. Kinds never seen are left out. */
export const ObjectCounts = z.partialRecord(ObjectKind, Tally);
export type ObjectCounts = z.infer<typeof ObjectCounts>;

export const SkippedScope = z.object({ scope: z.string(), reason: z.string() });
export type SkippedScope = z.infer<typeof SkippedScope>;

/** What a sync cost the target. */
export const Footprint = z.object({
  queries: z.int().nonnegative(),
  rows: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  duration_ms: z.number().nonnegative(),
  longest_transaction_ms: z.number().nonnegative(),
});
export type Footprint = z.infer<typeof Footprint>;
