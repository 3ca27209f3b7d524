import type { DefinitionOf } from '@cadastre/events';
import { parseGrants } from '../../access/grants.ts';
import { relationBeginning } from '../../access/relation-beginning.ts';
import type { SmallKindReader } from '../kind-reader.ts';

type ObjectType = DefinitionOf<'default-privileges'>['object_type'];

export type DefaultPrivilegesFacts = { role: string; object_type: string; grants: string };

const objectTypes: Readonly<Record<string, ObjectType>> = {
  r: 'tables',
  S: 'sequences',
  f: 'functions',
  T: 'types',
  n: 'schemas',
  L: 'large-objects',
};

export const defaultPrivilegesReader: SmallKindReader<'default-privileges', DefaultPrivilegesFacts> = {
  kind: 'default-privileges',
  catalog: 'pg_default_acl',
  reads: () => ['pg_default_acl'],
  branch: () => ({
    schema: 'x.defaclnamespace',
    facts: {
      role: 'pg_catalog.pg_get_userbyid(x.defaclrole)',
      object_type: 'x.defaclobjtype',
      grants: 'x.defaclacl::pg_catalog.text',
    },
  }),
  assemble: ({ role, object_type, grants }, { context }) => {
    const on = objectTypes[object_type] ?? 'tables';
    const privileges = parseGrants(grants);
    return {
      initialPrivileges:
        on === 'tables' ? relationBeginning({ privileges, owner: role, version: context.version }) : null,
      name: `${role} ON ${on.replace('-', ' ').toUpperCase()}`,
      definition: { role, object_type: on, grants: privileges ?? [] },
    };
  },
};
