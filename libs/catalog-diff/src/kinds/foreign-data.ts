import type { DefinitionOf } from '@cadastre/events';
import { field, fields } from '../comparing/differ.ts';
import { commonFields, ownerlessFields } from './common-fields.ts';

export const foreignDataWrapper = fields<DefinitionOf<'foreign-data-wrapper'>>({
  ...commonFields,
  /** Without one no foreign table can be read; another one is another program. */
  handler: field('wrapper-handler-changed', ({ before }) => (before === null ? 'additive' : 'breaking')),
  validator: field('wrapper-validator-changed', 'cosmetic'),
  options: field('wrapper-options-changed', 'breaking'),
});

/** The rows of its foreign tables come from elsewhere, or in another way. */
export const foreignServer = fields<DefinitionOf<'foreign-server'>>({
  ...commonFields,
  wrapper: field('server-wrapper-changed', 'breaking'),
  server_type: field('server-type-changed', 'breaking'),
  version: field('server-version-changed', 'breaking'),
  options: field('server-options-changed', 'breaking'),
});

/** Both are names: they change with the server's or the role's. */
export const userMapping = fields<DefinitionOf<'user-mapping'>>({
  ...ownerlessFields,
  server: field('mapping-server-changed', 'breaking'),
  user: field('mapping-user-changed', 'breaking'),
});
