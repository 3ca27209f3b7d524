import { SnapshotMoved } from '../../snapshot/snapshot-moved.ts';
import { isPartition, optionsOf, partitionOf, privilegesOf } from '../../relations/relation-facts.ts';
import { relationIdentity } from '../../relations/relation-identity.ts';
import { relationParts } from '../../relations/relation-parts.ts';
import { parseNames } from '../../text/text-array.ts';
import type { RelationKindReader } from '../kind-reader.ts';
import { safeOptions } from './safe-options.ts';

export const foreignTableReader: RelationKindReader<'foreign-table'> = {
  kind: 'foreign-table',
  catalog: 'pg_class',
  relkinds: ['f'],
  isPartition: null,
  assemble: (row, streams, context) => {
    const oid = Number(row[0]);
    const parts = relationParts(row, streams, context);
    const access = privilegesOf(row, context);
    const { foreignTable } = parts;
    if (foreignTable === null) throw new SnapshotMoved({ what: 'a foreign table', oid });
    return {
      kind: 'foreign-table',
      ...relationIdentity(row, context),
      definition: {
        columns: parts.columns,
        comment: parts.comment,
        constraints: parts.constraints,
        depends_on: parts.dependsOn,
        extension: context.extensionOf('pg_class', row[0]),
        foreign_options: foreignTable[1] === null ? [] : safeOptions(parseNames(foreignTable[1])),
        inherits: isPartition(row) ? [] : parts.parents,
        initial_privileges: access.initial_privileges,
        options: optionsOf(row),
        owner: row[5],
        partition_of: isPartition(row) ? partitionOf(row, parts.parents) : null,
        privileges: access.privileges,
        security_labels: parts.labels,
        server: foreignTable[0],
        triggers: parts.triggers,
      },
    };
  },
};
