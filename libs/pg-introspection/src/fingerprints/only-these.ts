import type { SystemCatalog } from '@cadastre/events';
import { statement, type Statement } from '../session/statement.ts';
import type { RawRow } from '../session/target-session.ts';
import { isPartlyRead, type ReadPart } from './extent.ts';

/**
 * The same statement for some objects: its first column is their OID. The condition reaches the scans inside, so
 * reading ten of ten thousand tables costs what ten tables cost.
 */
export const onlyThese = <Row extends RawRow>(
  wanted: Statement<Row>,
  catalog: SystemCatalog,
  part: ReadPart | null,
): Statement<Row> => {
  if (part === null || !isPartlyRead(catalog)) return wanted;
  const { sql, params, batchRows } = wanted;
  return statement(
    /* sql */ `
    select * from (${sql}) as part(part_owner)
     where part.part_owner = any ($${params.length + 1}::pg_catalog.oid[])
     order by part.part_owner`,
    [...params, `{${part.oids[catalog].join(',')}}`],
    batchRows,
  );
};
