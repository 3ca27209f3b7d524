import type { ChangeGrade, DefinitionOf } from '@cadastre/events';
import { field, fields, type Pair } from '../comparing/differ.ts';
import { commonFields } from './common-fields.ts';

export const schema = fields<DefinitionOf<'schema'>>(commonFields);

/** A new first number, as in semantic versions. */
const byMajor = ({ before, after }: Pair<string>): ChangeGrade =>
  before.split('.')[0] === after.split('.')[0] ? 'additive' : 'breaking';

export const extension = fields<DefinitionOf<'extension'>>({
  ...commonFields,
  version: field('extension-version-changed', byMajor),
  schema: field('extension-schema-changed', 'breaking'),
  relocatable: field('extension-relocatable-changed', 'cosmetic'),
});
