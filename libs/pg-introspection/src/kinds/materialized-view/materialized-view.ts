import { catalogOid } from '../../catalog-oids.ts';
import { present } from '../../snapshot/snapshot-moved.ts';
import { optionsOf, persistenceOf, privilegesOf, toastOptionsOf } from '../../relations/relation-facts.ts';
import { relationIdentity } from '../../relations/relation-identity.ts';
import { relationParts } from '../../relations/relation-parts.ts';
import type { RelationKindReader } from '../kind-reader.ts';

export const materializedViewReader: RelationKindReader<'materialized-view'> = {
  kind: 'materialized-view',
  catalog: 'pg_class',
  relkinds: ['m'],
  isPartition: null,
  assemble: (row, streams, context) => {
    const parts = relationParts(row, streams, context);
    const access = privilegesOf(row, context);
    return {
      kind: 'materialized-view',
      ...relationIdentity(row, context),
      definition: {
        access_method: context.names.accessMethod(row[7]),
        columns: parts.columns,
        comment: parts.comment,
        definition: present(parts.query, 'a materialized view', row[0]),
        depends_on: parts.dependsOn,
        depends_on_extensions: context.takersOf(catalogOid.pg_class, row[0]),
        extension: context.extensionOf('pg_class', row[0]),
        indexes: parts.indexes,
        initial_privileges: access.initial_privileges,
        is_populated: row[12] === 't',
        options: optionsOf(row),
        owner: row[5],
        persistence: persistenceOf(row),
        privileges: access.privileges,
        rules: parts.rules,
        security_labels: parts.labels,
        tablespace: context.names.tablespace(row[8]),
        toast_options: toastOptionsOf(row),
        triggers: parts.triggers,
      },
    };
  },
};
