import type { ExtensionRow } from '../kinds/extension/extension.ts';
import { extensionsSql } from '../kinds/extension/extension.ts';
import type { ReadPart } from '../fingerprints/extent.ts';
import { schemasSql, type SchemaRow } from '../kinds/schema/schema.ts';
import { lockTableOf, lockTableSql, type LockTable, type LockTableRow } from '../locks/lock-table.ts';
import { printedLocksSql } from '../locks/printed-locks-sql.ts';
import type { Footprint } from '../session/footprint.ts';
import { readAll, statement, type Statement } from '../session/statement.ts';
import type { TargetSession } from '../session/target-session.ts';
import { countsSql, type CountRow } from './counts.ts';
import { namesFrom, namesSql, type NameRow, type Names } from './names.ts';
import { settingsSql, type Settings } from './read-transaction.ts';

/** What everything else refers to: read first, and held. */
export type Opening = {
  readonly names: Names;
  /** In OID order, as the extensions. */
  readonly schemas: readonly SchemaRow[];
  readonly extensions: readonly ExtensionRow[];
  readonly counts: readonly CountRow[];
  readonly lockTable: LockTable;
};

export type OpeningOptions = {
  /** Catalogs, or columns as `catalog.column`, that readers need. */
  readonly needed: readonly string[];
  readonly settings: Settings;
  /** What will be read; null for all, which is then counted too. */
  readonly part: ReadPart | null;
};

const asRows = (what: string, sql: string, width: number): string => {
  const columns = Array.from({ length: width }, (_, at) => `c${at}`);
  return /* sql */ `
    select '${what}', 0, pg_catalog.json_build_array(${columns.map((name) => `r.${name}::pg_catalog.text`).join(', ')})::pg_catalog.text
      from (${sql}) as r(${columns.join(', ')})`;
};

/** One statement, that also sets what the rest of the transaction is read with. */
const openingStatement = (
  version: number,
  { needed, settings, part }: OpeningOptions,
): Statement<NameRow> => {
  const printedLocks = printedLocksSql(version, part, 2);
  return statement(
    [
      settingsSql(settings),
      namesSql(version),
      asRows('schema', schemasSql, 6),
      asRows('extension', extensionsSql, 13),
      asRows('locks', lockTableSql(printedLocks.sql), 2),
      ...(part === null ? [asRows('count', countsSql, 6)] : []),
    ].join(' union all '),
    [`{${needed.join(',')}}`, ...printedLocks.params],
    1_000,
  );
};

export const readOpening = async (
  session: TargetSession,
  options: OpeningOptions,
  footprint: Footprint,
): Promise<Opening> => {
  const rows = await readAll(session, openingStatement(session.serverVersionNum, options), footprint);
  const of = <Row extends readonly [oid: string, ...unknown[]]>(what: string): Row[] =>
    rows
      .filter(([kind]) => kind === what)
      .map(([, , json]) => JSON.parse(json) as Row)
      .sort(([a], [b]) => Number(a) - Number(b));
  return {
    names: namesFrom(rows),
    schemas: of<SchemaRow>('schema'),
    extensions: of<ExtensionRow>('extension'),
    counts: of<CountRow>('count'),
    lockTable: lockTableOf(of<LockTableRow>('locks')[0]),
  };
};
