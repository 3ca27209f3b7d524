import type { DefinitionOf } from '@cadastre/events';
import { field, fields } from '../comparing/differ.ts';
import { commonFields } from './common-fields.ts';

type SystemPrivileges = DefinitionOf<'system-privileges'>;

export const systemPrivileges = fields<SystemPrivileges>({
  ...commonFields,
  object_type: field('system-object-type-changed', 'breaking'),
  /** Of several columns one may have gained and another lost: in doubt the stricter grade. */
  columns_granted: field('system-columns-changed', 'breaking'),
});
