import type { DefinitionOf } from '@cadastre/events';
import { field, fields } from '../comparing/differ.ts';
import { commonFields, ownerlessFields } from './common-fields.ts';

/** What a configuration finds in a text is stored in columns and indexes: any other answer no longer fits them. */
export const textSearchConfiguration = fields<DefinitionOf<'text-search-configuration'>>({
  ...commonFields,
  parser: field('text-search-parser-changed', 'breaking'),
  mappings: field('text-search-mappings-changed', 'breaking'),
});

export const textSearchDictionary = fields<DefinitionOf<'text-search-dictionary'>>({
  ...commonFields,
  template: field('text-search-template-changed', 'breaking'),
  options: field('text-search-options-changed', 'breaking'),
});

export const textSearchParser = fields<DefinitionOf<'text-search-parser'>>({
  ...ownerlessFields,
  start_function: field('text-search-function-changed', 'breaking'),
  token_function: field('text-search-function-changed', 'breaking'),
  end_function: field('text-search-function-changed', 'breaking'),
  headline_function: field('text-search-function-changed', 'breaking'),
  token_types_function: field('text-search-function-changed', 'breaking'),
});

export const textSearchTemplate = fields<DefinitionOf<'text-search-template'>>({
  ...ownerlessFields,
  init_function: field('text-search-function-changed', 'breaking'),
  lexize_function: field('text-search-function-changed', 'breaking'),
});
