import type { DefinitionOf } from '@cadastre/events';
import {
  optionsOf,
  persistenceOf,
  privilegesOf,
  replicaIdentityOf,
  rowSecurityOf,
  toastOptionsOf,
} from '../../relations/relation-facts.ts';
import { relationParts } from '../../relations/relation-parts.ts';
import type { RelationRow } from '../../relations/relation-row.ts';
import type { RelationStreams } from '../../relations/relation-streams.ts';
import type { ReadContext } from '../../snapshot/read-context.ts';

type Partitioning = Partial<Pick<DefinitionOf<'partition'>, 'partition_key' | 'partition_of'>>;

/**
 * What tables of all sorts have. `partitioning` makes the fields in the middle from the relation's parents, so that
 * the keys stand in code-unit order.
 */
export const tableDefinition = <P extends Partitioning>(
  source: { row: RelationRow; streams: RelationStreams; context: ReadContext },
  partitioning: (parents: DefinitionOf<'table'>['inherits']) => P,
): DefinitionOf<'table'> & P => {
  const { row, streams, context } = source;
  const parts = relationParts(row, streams, context);
  const access = privilegesOf(row, context);
  const between = partitioning(parts.parents);
  return {
    access_method: context.names.accessMethod(row[7]),
    columns: parts.columns,
    comment: parts.comment,
    constraints: parts.constraints,
    depends_on: parts.dependsOn,
    extension: context.extensionOf('pg_class', row[0]),
    indexes: parts.indexes,
    inherits: between.partition_of === undefined ? parts.parents : [],
    initial_privileges: access.initial_privileges,
    of_type: row[17],
    options: optionsOf(row),
    owner: row[5],
    ...between,
    persistence: persistenceOf(row),
    policies: parts.policies,
    privileges: access.privileges,
    replica_identity: replicaIdentityOf(row),
    row_security: rowSecurityOf(row),
    rules: parts.rules,
    security_labels: parts.labels,
    tablespace: context.names.tablespace(row[8]),
    toast_options: toastOptionsOf(row),
    triggers: parts.triggers,
  };
};
