import { SnapshotMoved } from '../../snapshot/snapshot-moved.ts';
import { persistenceOf } from '../../relations/relation-facts.ts';
import { relationIdentity } from '../../relations/relation-identity.ts';
import { readComments } from '../../relations/comments/read-comments.ts';
import type { ReadContext } from '../../snapshot/read-context.ts';
import type { RelationKindReader } from '../kind-reader.ts';
import type { SequenceRow } from './sequence-rows.ts';

export const sequenceReader: RelationKindReader<'sequence'> = {
  kind: 'sequence',
  catalog: 'pg_class',
  relkinds: ['S'],
  isPartition: null,
  assemble: (row, streams, context) => {
    const oid = Number(row[0]);
    const sequence = streams.sequences.takeOne(oid);
    if (sequence === null) throw new SnapshotMoved({ what: 'a sequence', oid });
    const [, dataType, start, increment, minimum, maximum, cache, cycles, dependency] = sequence;
    return {
      kind: 'sequence',
      ...relationIdentity(row, context),
      definition: {
        cache,
        comment: readComments(streams.comments.take(oid)).ofRelation,
        cycles: cycles === 't',
        data_type: dataType,
        extension: context.extensionOf('pg_class', row[0]),
        increment,
        is_identity: dependency === 'i',
        maximum,
        minimum,
        owned_by: ownedBy(sequence, context),
        owner: row[5],
        persistence: persistenceOf(row),
        start,
      },
    };
  },
};

const ownedBy = ([, , , , , , , , , schemaOid, name, column]: SequenceRow, context: ReadContext) =>
  name === null || column === null ? null : { column, name, schema: context.schemaName(schemaOid) };
