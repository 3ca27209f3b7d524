import type { DefinitionOf } from '@cadastre/events';
import { field, fields, isSame } from '../comparing/differ.ts';
import { breakingWhenFalse, byInclusion } from '../grading/gradings.ts';
import { commonFields } from './common-fields.ts';

type Publication = DefinitionOf<'publication'>;

/** Graded for those who subscribe: what they got before, they still get. */
export const publication = fields<Publication>({
  ...commonFields,
  all_tables: field('publication-scope-changed', breakingWhenFalse),
  operations: field<Publication['operations'], unknown>(
    'publication-operations-changed',
    byInclusion(isSame),
  ),
  via_root: field('publication-root-changed', 'breaking'),
  generated_columns: field('publication-generated-columns-changed', ({ after }) =>
    after === 'stored' ? 'additive' : 'breaking',
  ),
  /** Another list of columns or another condition is another table to them. */
  tables: field<Publication['tables'], unknown>('publication-tables-changed', byInclusion(isSame)),
  schemas: field<Publication['schemas'], unknown>('publication-schemas-changed', byInclusion(isSame)),
});

export const subscription = fields<DefinitionOf<'subscription'>>({
  ...commonFields,
  enabled: field('subscription-enabled-changed', breakingWhenFalse),
  slot_name: field('subscription-slot-changed', 'cosmetic'),
  publications: field<string[], unknown>('subscription-publications-changed', byInclusion(isSame)),
  options: field('subscription-options-changed', 'breaking'),
});
