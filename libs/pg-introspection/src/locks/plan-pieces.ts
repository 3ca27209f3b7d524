import type { Footprint } from '../session/footprint.ts';
import { statement, stream, type Statement } from '../session/statement.ts';
import type { TargetSession } from '../session/target-session.ts';
import type { ReadContext } from '../snapshot/read-context.ts';
import { parseNames } from '../text/text-array.ts';
import { fairShare, type LockTable } from './lock-table.ts';
import { PieceCutter, type OidRange } from './piece-cutter.ts';
import { printedLocksSql } from './printed-locks-sql.ts';

/** In which pieces that is read which PostgreSQL prints under locks; null where it takes none. */
export type Pieces = {
  readonly pg_class: readonly OidRange[] | null;
  readonly pg_proc: readonly OidRange[] | null;
};

type PlanRow = readonly [catalog: string, printed: string, locked: string];

const planStatement = ({ version, schemaOids, part }: ReadContext): Statement<PlanRow> => {
  const { sql, params } = printedLocksSql(version, part, 2);
  return statement(
    /* sql */ `
    select l.catalog, l.printed, pg_catalog.array_agg(distinct l.locked)
      from (${sql}) as l
     where case l.catalog
             when 1259 then (select c.relnamespace = any ($1::pg_catalog.oid[])
                               from pg_catalog.pg_class c where c.oid = l.printed)
             else (select p.pronamespace = any ($1::pg_catalog.oid[])
                     from pg_catalog.pg_proc p where p.oid = l.printed) end
     group by l.catalog, l.printed
     order by l.catalog, l.printed`,
    [schemaOids, ...params],
    1_000,
  );
};

/** One statement, of whose rows nothing is held but where the pieces begin. */
export const planPieces = async (
  session: TargetSession,
  { context, lockTable }: { readonly context: ReadContext; readonly lockTable: LockTable },
  footprint: Footprint,
): Promise<Pieces> => {
  const share = fairShare(lockTable);
  const [relations, routines] = [new PieceCutter(share), new PieceCutter(share)];
  for await (const rows of stream(session, planStatement(context), footprint)) {
    for (const [catalog, printed, locked] of rows) {
      (catalog === '1259' ? relations : routines).add(Number(printed), parseNames(locked));
    }
  }
  return { pg_class: relations.finish(), pg_proc: routines.finish() };
};
