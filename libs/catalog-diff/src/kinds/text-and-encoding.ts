import type { DefinitionOf } from '@cadastre/events';
import { field, fields } from '../comparing/differ.ts';
import { breakingWhenFalse } from '../grading/gradings.ts';
import { commonFields } from './common-fields.ts';

/** Everything about a collation is order and equality of stored text. */
export const collation = fields<DefinitionOf<'collation'>>({
  ...commonFields,
  provider: field('collation-provider-changed', 'breaking'),
  deterministic: field('collation-determinism-changed', 'breaking'),
  locale: field('collation-locale-changed', 'breaking'),
  lc_collate: field('collation-locale-changed', 'breaking'),
  lc_ctype: field('collation-locale-changed', 'breaking'),
  icu_rules: field('collation-rules-changed', 'breaking'),
  /** Somebody said that the indexes on it are as the new version wants them. */
  version: field('collation-version-changed', 'breaking'),
});

export const conversion = fields<DefinitionOf<'conversion'>>({
  ...commonFields,
  source_encoding: field('conversion-encoding-changed', 'breaking'),
  target_encoding: field('conversion-encoding-changed', 'breaking'),
  function: field('conversion-function-changed', 'breaking'),
  is_default: field('conversion-default-changed', breakingWhenFalse),
});
