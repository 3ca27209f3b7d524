import { z } from 'zod';

/** How much a change can hurt those who use the object. */
export const ChangeGrade = z.enum(['breaking', 'additive', 'cosmetic']);
export type ChangeGrade = z.infer<typeof ChangeGrade>;

/**
 * One typed difference inside a definition.
 *
 * `path` leads to it: a field (`["comment"]`), a field of a field (`["domain", "default"]`), a whole part
 * (`["columns", "3"]`) or a field of a part (`["columns", "3", "type"]`). Columns are named by attnum, so a renamed
 * column keeps its history; every other part by its name, at the moment at which the change is applied.
 * `before` is null for a part that was added, `after` for one that was dropped. `["kind"]`: see `applyChanges`.
 */
export const CatalogChange = z.object({
  /** e.g. `column-added`, `column-type-changed`, `constraint-dropped`, `comment-changed`. */
  change: z.string().regex(/^[a-z]+(-[a-z]+)+$/),
  path: z.array(z.string()).min(1),
  /** What people call the part: a column's name. Null for the object itself. */
  part: z.string().nullable(),
  before: z.json(),
  after: z.json(),
  grade: ChangeGrade,
});
export type CatalogChange = z.infer<typeof CatalogChange>;
