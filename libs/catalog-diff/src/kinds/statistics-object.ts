import type { DefinitionOf } from '@cadastre/events';
import { field, fields } from '../comparing/differ.ts';
import { commonFields } from './common-fields.ts';

/** Plans may change, answers do not. */
export const statisticsObject = fields<DefinitionOf<'statistics-object'>>({
  ...commonFields,
  relation: field('statistics-relation-changed', 'cosmetic'),
  kinds: field('statistics-kinds-changed', 'cosmetic'),
  target: field('statistics-target-changed', 'cosmetic'),
  definition: field('statistics-definition-changed', 'cosmetic'),
});
