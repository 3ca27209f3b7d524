import type { DefinitionOf } from '@cadastre/events';
import { field, fields } from '../comparing/differ.ts';
import { byGrants, ownerlessFields } from './common-fields.ts';

/** Graded for those who use the objects that are yet to be made. */
export const defaultPrivileges = fields<DefinitionOf<'default-privileges'>>({
  ...ownerlessFields,
  role: field('default-privileges-role-changed', 'breaking'),
  object_type: field('default-privileges-type-changed', 'breaking'),
  grants: field('default-privileges-changed', byGrants),
});
