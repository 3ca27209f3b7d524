import { partitionKeyOf, partitionOf } from '../../relations/relation-facts.ts';
import { relationIdentity } from '../../relations/relation-identity.ts';
import type { RelationKindReader } from '../kind-reader.ts';
import { tableDefinition } from '../table/table-definition.ts';

/** A partition with rows of its own or, partitioned again, with partitions of its own. */
export const partitionReader: RelationKindReader<'partition'> = {
  kind: 'partition',
  catalog: 'pg_class',
  relkinds: ['r', 'p'],
  isPartition: true,
  assemble: (row, streams, context) => ({
    kind: 'partition',
    ...relationIdentity(row, context),
    definition: tableDefinition({ row, streams, context }, (parents) => ({
      partition_key: row[3] === 'p' ? partitionKeyOf(row) : null,
      partition_of: partitionOf(row, parents),
    })),
  }),
};
