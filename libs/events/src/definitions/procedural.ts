import { z } from 'zod';
import { ObjectRef, commonParts, ownerlessParts } from './parts.ts';

export const LanguageDefinition = z.object({
  ...commonParts,
  /** Also for those who are no superusers. */
  trusted: z.boolean(),
  handler: z.string(),
  inline_handler: z.string().nullable(),
  validator: z.string().nullable(),
});

export const TransformDefinition = z.object({
  ...ownerlessParts,
  type: z.string(),
  language: z.string(),
  /** With their argument types. */
  from_sql: z.string().nullable(),
  to_sql: z.string().nullable(),
});

export const EventTriggerDefinition = z.object({
  ...commonParts,
  /** `ddl_command_start`, `sql_drop` and so on. */
  event: z.string(),
  /** Command tags it fires for; empty for all. */
  tags: z.array(z.string()),
  function: ObjectRef,
  enabled: z.enum(['origin', 'disabled', 'replica', 'always']),
});
