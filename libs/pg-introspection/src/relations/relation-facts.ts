import type { DefinitionOf, Grants, ObjectRef } from '@cadastre/events';
import { parseGrants } from '../access/grants.ts';
import { relationBeginning } from '../access/relation-beginning.ts';
import { SnapshotMoved, present } from '../snapshot/snapshot-moved.ts';
import type { ReadContext } from '../snapshot/read-context.ts';
import { parseNames } from '../text/text-array.ts';
import type { ParentRow } from './inheritance/parent-rows.ts';
import type { RelationRow } from './relation-row.ts';

type Table = DefinitionOf<'table'>;

const persistences: Readonly<Record<string, Table['persistence']>> = {
  p: 'permanent',
  u: 'unlogged',
  t: 'temporary',
};
const replicaIdentities: Readonly<Record<string, Table['replica_identity']>> = {
  d: 'default',
  n: 'nothing',
  f: 'full',
  i: 'index',
};

export const persistenceOf = (row: RelationRow): Table['persistence'] => persistences[row[6]] ?? 'permanent';

export const replicaIdentityOf = (row: RelationRow): Table['replica_identity'] =>
  replicaIdentities[row[11]] ?? 'default';

export const rowSecurityOf = (row: RelationRow): Table['row_security'] => {
  if (row[9] !== 't') return row[10] === 't' ? 'off-but-forced' : 'off';
  return row[10] === 't' ? 'forced' : 'on';
};

export const optionsOf = (row: RelationRow): string[] => (row[13] === null ? [] : parseNames(row[13]));

export const toastOptionsOf = (row: RelationRow): string[] => (row[18] === null ? [] : parseNames(row[18]));

export const parentsOf = (rows: readonly ParentRow[], context: ReadContext): ObjectRef[] =>
  rows.map(([, schemaOid, name]) => ({ name, schema: context.schemaName(schemaOid) }));

type PartitionKey = DefinitionOf<'partitioned-table'>['partition_key'];
const strategies: Readonly<Record<string, PartitionKey['strategy']>> = {
  RANGE: 'range',
  LIST: 'list',
  HASH: 'hash',
};

export const partitionKeyOf = (row: RelationRow): PartitionKey => {
  const definition = present(row[14], 'a partition key', row[0]);
  const strategy = strategies[definition.slice(0, definition.indexOf(' '))];
  if (strategy === undefined) throw new SnapshotMoved({ what: 'a partition key', oid: Number(row[0]) });
  return { definition, strategy };
};

type PartitionOf = DefinitionOf<'partition'>['partition_of'];

/** A partition's one parent, and its place there. */
export const partitionOf = (row: RelationRow, parents: readonly ObjectRef[]): PartitionOf => {
  const [parent] = parents;
  if (parent === undefined) throw new SnapshotMoved({ what: 'a partition', oid: Number(row[0]) });
  return { bound: present(row[15], "a partition's bound", row[0]), name: parent.name, schema: parent.schema };
};

export const isPartition = (row: RelationRow): boolean => row[4] === 't';

/** What was granted on it, beside what it was made with. */
export const privilegesOf = (
  row: RelationRow,
  context: ReadContext,
): { privileges: Grants; initial_privileges: Grants } => {
  const privileges = parseGrants(row[16]);
  return {
    privileges,
    initial_privileges:
      context.initialPrivileges('pg_class', row[0]) ??
      relationBeginning({ privileges, owner: row[5], version: context.version }),
  };
};
