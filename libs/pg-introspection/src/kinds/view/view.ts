import { present } from '../../snapshot/snapshot-moved.ts';
import { optionsOf, privilegesOf } from '../../relations/relation-facts.ts';
import { relationIdentity } from '../../relations/relation-identity.ts';
import { relationParts } from '../../relations/relation-parts.ts';
import type { RelationKindReader } from '../kind-reader.ts';

export const viewReader: RelationKindReader<'view'> = {
  kind: 'view',
  catalog: 'pg_class',
  relkinds: ['v'],
  isPartition: null,
  assemble: (row, streams, context) => {
    const parts = relationParts(row, streams, context);
    const access = privilegesOf(row, context);
    return {
      kind: 'view',
      ...relationIdentity(row, context),
      definition: {
        columns: parts.columns,
        comment: parts.comment,
        definition: present(parts.query, 'a view', row[0]),
        depends_on: parts.dependsOn,
        extension: context.extensionOf('pg_class', row[0]),
        initial_privileges: access.initial_privileges,
        options: optionsOf(row),
        owner: row[5],
        privileges: access.privileges,
        rules: parts.rules,
        security_labels: parts.labels,
        triggers: parts.triggers,
      },
    };
  },
};
