import { z } from 'zod';
import { ObjectRef, commonParts, ownerlessParts } from './parts.ts';

export const TextSearchConfigurationDefinition = z.object({
  ...commonParts,
  parser: ObjectRef,
  /** In the order of the parser's token types; dictionaries in the order in which they are asked, as SQL names them. */
  mappings: z.array(z.object({ token: z.string(), dictionaries: z.array(z.string()) })),
});

export const TextSearchDictionaryDefinition = z.object({
  ...commonParts,
  template: ObjectRef,
  /** As written after the template: `language = 'english', stopwords = 'english'`. */
  options: z.string().nullable(),
});

export const TextSearchParserDefinition = z.object({
  ...ownerlessParts,
  start_function: z.string(),
  token_function: z.string(),
  end_function: z.string(),
  headline_function: z.string().nullable(),
  token_types_function: z.string(),
});

export const TextSearchTemplateDefinition = z.object({
  ...ownerlessParts,
  init_function: z.string().nullable(),
  lexize_function: z.string(),
});
