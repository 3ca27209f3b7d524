import { z } from 'zod';
import { commonParts } from './parts.ts';

export const CollationDefinition = z.object({
  ...commonParts,
  provider: z.enum(['libc', 'icu', 'builtin', 'default']),
  /** False: strings that differ in bytes may be equal. */
  deterministic: z.boolean(),
  /** Of ICU and the built-in provider. */
  locale: z.string().nullable(),
  /** Of libc. */
  lc_collate: z.string().nullable(),
  lc_ctype: z.string().nullable(),
  /** ICU's tailoring rules. */
  icu_rules: z.string().nullable(),
  /** The provider's, as of when it was made or refreshed; null where the provider has none. */
  version: z.string().nullable(),
});

export const ConversionDefinition = z.object({
  ...commonParts,
  source_encoding: z.string(),
  target_encoding: z.string(),
  function: z.string(),
  is_default: z.boolean(),
});
