import { relationIdentity } from '../../relations/relation-identity.ts';
import type { RelationKindReader } from '../kind-reader.ts';
import { tableDefinition } from './table-definition.ts';

export const tableReader: RelationKindReader<'table'> = {
  kind: 'table',
  catalog: 'pg_class',
  relkinds: ['r'],
  isPartition: false,
  assemble: (row, streams, context) => ({
    kind: 'table',
    ...relationIdentity(row, context),
    definition: tableDefinition({ row, streams, context }, () => ({})),
  }),
};
