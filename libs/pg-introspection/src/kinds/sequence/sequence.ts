import { parseGrants } from '../../access/grants.ts';
import { SnapshotMoved } from '../../snapshot/snapshot-moved.ts';
import { persistenceOf } from '../../relations/relation-facts.ts';
import { relationIdentity } from '../../relations/relation-identity.ts';
import { ofSort } from '../../relations/particular-rows.ts';
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
    const [sequence] = ofSort(streams.particulars.take(oid), 's') as unknown as SequenceRow[];
    const comments = readComments(streams.comments.take(oid));
    if (sequence === undefined) throw new SnapshotMoved({ what: 'a sequence', oid });
    const [dataType, start, increment, minimum, maximum, cache, cycles, dependency] = sequence;
    return {
      kind: 'sequence',
      ...relationIdentity(row, context),
      definition: {
        cache,
        comment: comments.ofRelation,
        cycles: cycles === 'true',
        data_type: dataType,
        depends_on: [],
        extension: context.extensionOf('pg_class', row[0]),
        identity_kind: dependency === 'i' ? (identities[sequence[11] ?? ''] ?? null) : null,
        increment,
        initial_privileges: context.initialPrivileges('pg_class', row[0]),
        is_identity: dependency === 'i',
        maximum,
        minimum,
        owned_by: ownedBy(sequence, context),
        owner: row[5],
        persistence: persistenceOf(row),
        privileges: parseGrants(row[16]),
        security_labels: comments.labels,
        start,
      },
    };
  },
};

const identities: Readonly<Record<string, 'always' | 'by-default'>> = { a: 'always', d: 'by-default' };

const ownedBy = ([, , , , , , , , schemaOid, name, column]: SequenceRow, context: ReadContext) =>
  name === null || column === null ? null : { column, name, schema: context.schemaName(schemaOid) };
