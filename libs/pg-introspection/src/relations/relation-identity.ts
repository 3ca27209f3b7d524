import type { ObjectIdentity } from '@cadastre/events';
import type { ReadContext } from '../snapshot/read-context.ts';
import type { RelationRow } from './relation-row.ts';

type Named = {
  identity: ObjectIdentity;
  schema: string;
  name: string;
  qualified_name: string;
};

/** Who a relation is. */
export const relationIdentity = (row: RelationRow, context: ReadContext): Named => {
  const schema = context.schemaName(row[1]);
  const name = row[2];
  return {
    identity: { catalog: 'pg_class', oid: Number(row[0]) },
    schema,
    name,
    qualified_name: `${schema}.${name}`,
  };
};
