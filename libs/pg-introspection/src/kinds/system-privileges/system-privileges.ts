import type { DefinitionOf } from '@cadastre/events';
import { parseGrants } from '../../access/grants.ts';
import type { SmallKindReader } from '../kind-reader.ts';
import { changedPrivilegesSql } from './system-privileges-rows.ts';

type Definition = DefinitionOf<'system-privileges'>;

export type SystemPrivilegesFacts = {
  name: string;
  type: Definition['object_type'];
  initial: string | null;
  /** JSON of what was granted on columns: name, list now, list at first. */
  columns: string | null;
};

type ColumnFacts = [name: string, acl: string | null, initial: string | null];

/** Its OID is that of the object whose privileges they are. */
export const systemPrivilegesReader: SmallKindReader<'system-privileges', SystemPrivilegesFacts> = {
  kind: 'system-privileges',
  catalog: 'pg_init_privs',
  reads: () => ['pg_init_privs'],
  branch: () => ({
    from: changedPrivilegesSql,
    schema: null,
    whereBuiltIn: 'true',
    owner: 'x.owner',
    acl: 'x.acl',
    facts: { name: 'x.name', type: 'x.type', initial: 'x.initial', columns: 'x.columns' },
  }),
  assemble: ({ name, type, initial, columns }) => ({
    name,
    initialPrivileges: parseGrants(initial),
    definition: {
      object_type: type,
      columns_granted: columnsOf(columns).map(([column, acl, first]) => ({
        column,
        initial_privileges: parseGrants(first),
        privileges: parseGrants(acl),
      })),
    },
  }),
};

const columnsOf = (json: string | null): ColumnFacts[] =>
  json === null ? [] : (JSON.parse(json) as ColumnFacts[]);
