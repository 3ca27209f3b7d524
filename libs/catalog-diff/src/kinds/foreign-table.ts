import type { DefinitionOf } from '@cadastre/events';
import { field, fields } from '../comparing/differ.ts';
import { foreignParts, partitionOf } from './tables.ts';

export const foreignTable = fields<DefinitionOf<'foreign-table'>>({
  ...foreignParts,
  options: field('storage-options-changed', 'cosmetic'),
  partition_of: partitionOf,
  /** The rows come from elsewhere now. */
  server: field('foreign-server-changed', 'breaking'),
  foreign_options: field('foreign-options-changed', 'breaking'),
});
