import { partitionKeyOf } from '../../relations/relation-facts.ts';
import { relationIdentity } from '../../relations/relation-identity.ts';
import type { RelationKindReader } from '../kind-reader.ts';
import { tableDefinition } from '../table/table-definition.ts';

/** The root of a partition tree; a partitioned partition is a `partition`. */
export const partitionedTableReader: RelationKindReader<'partitioned-table'> = {
  kind: 'partitioned-table',
  catalog: 'pg_class',
  relkinds: ['p'],
  isPartition: false,
  assemble: (row, streams, context) => ({
    kind: 'partitioned-table',
    ...relationIdentity(row, context),
    definition: tableDefinition({ row, streams, context }, () => ({ partition_key: partitionKeyOf(row) })),
  }),
};
