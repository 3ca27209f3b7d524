import type { Queryable } from '@cadastre/postgres';
import type { Section } from './section.ts';

export type GetObject = {
  readonly tenantId: string;
  readonly integrationId: string;
  /** Null for objects outside any schema. */
  readonly schema: string | null;
  readonly name: string;
};

/**
 * The objects of a name in a section; more than one only of routines.
 *
 * @param columns of `read_model.objects o`
 */
export const selectNamed = async <Row extends object>(
  db: Queryable,
  columns: string,
  section: Section,
  { tenantId, integrationId, schema, name }: GetObject,
): Promise<Row[]> => {
  // PostgreSQL has no such name, and refuses it as a parameter.
  if (`${schema}${name}`.includes('\0')) return [];
  const { rows } = await db.query<Row>(
    /* sql */ `
    select ${columns} from read_model.objects o
     where o.tenant_id = $1 and o.integration_id = $2 and o.section = $3 and o.schema = $4 and o.name = $5
     order by o.qualified_name, o.oid`,
    [tenantId, integrationId, section, schema ?? '', name],
  );
  return rows;
};
