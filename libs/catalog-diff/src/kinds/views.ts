import type { DefinitionOf } from '@cadastre/events';
import { field, fields } from '../comparing/differ.ts';
import { breakingWhenFalse } from '../grading/gradings.ts';
import { columns } from './columns.ts';
import { commonFields, dependsOnExtensions } from './common-fields.ts';
import { indexes } from './indexes.ts';
import { persistence } from './tables.ts';
import { rules } from './rules.ts';
import { triggers } from './triggers.ts';

/** What a view promises are its columns, and those are graded by themselves. */
const definition = field<string, unknown>('view-definition-changed', 'additive');

export const view = fields<DefinitionOf<'view'>>({
  ...commonFields,
  columns,
  triggers,
  rules,
  /** `security_barrier`, `security_invoker`, `check_option`: who sees what, and which writes pass. */
  options: field('view-options-changed', 'breaking'),
  definition,
});

export const materializedView = fields<DefinitionOf<'materialized-view'>>({
  ...commonFields,
  columns,
  triggers,
  rules,
  toast_options: field('storage-options-changed', 'cosmetic'),
  options: field('storage-options-changed', 'cosmetic'),
  persistence,
  access_method: field('access-method-changed', 'cosmetic'),
  tablespace: field('tablespace-changed', 'cosmetic'),
  indexes,
  depends_on_extensions: dependsOnExtensions,
  definition,
  /** Unpopulated, every query on it fails. */
  is_populated: field('view-population-changed', breakingWhenFalse),
});
