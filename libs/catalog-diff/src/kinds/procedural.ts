import type { DefinitionOf } from '@cadastre/events';
import { field, fields } from '../comparing/differ.ts';
import { additiveWhenNew, breakingWhenFalse } from '../grading/gradings.ts';
import { commonFields, ownerlessFields } from './common-fields.ts';

export const language = fields<DefinitionOf<'language'>>({
  ...commonFields,
  /** Trusted, more roles may use it. */
  trusted: field('language-trust-changed', breakingWhenFalse),
  handler: field('language-handler-changed', 'breaking'),
  inline_handler: field('language-inline-handler-changed', additiveWhenNew),
  validator: field('language-validator-changed', 'cosmetic'),
});

export const transform = fields<DefinitionOf<'transform'>>({
  ...ownerlessFields,
  type: field('transform-type-changed', 'breaking'),
  language: field('transform-language-changed', 'breaking'),
  from_sql: field('transform-function-changed', 'breaking'),
  to_sql: field('transform-function-changed', 'breaking'),
});

/** It may refuse or change any command: what is in its way now was not before. */
export const eventTrigger = fields<DefinitionOf<'event-trigger'>>({
  ...commonFields,
  event: field('event-trigger-event-changed', 'breaking'),
  tags: field('event-trigger-tags-changed', 'breaking'),
  function: field('event-trigger-function-changed', 'breaking'),
  enabled: field('event-trigger-enabled-changed', 'breaking'),
});
