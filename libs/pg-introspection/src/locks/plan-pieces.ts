import { catalogOid } from '../catalog-oids.ts';
import type { Footprint } from '../session/footprint.ts';
import { statement, stream, type Statement } from '../session/statement.ts';
import type { TargetSession } from '../session/target-session.ts';
import type { ReadContext } from '../snapshot/read-context.ts';
import { parseNames } from '../text/text-array.ts';
import { pieceShares, type LockTable } from './lock-table.ts';
import { PieceCutter, type OidRange } from './piece-cutter.ts';
import { PieceSavepoint } from './piece-savepoint.ts';
import type { PiecesOf } from './stream-in-pieces.ts';
import { printedLocksSql } from './printed-locks-sql.ts';

/** In which pieces that is read which PostgreSQL prints under locks; null where it takes none. */
export type Pieces = {
  readonly pg_class: readonly OidRange[] | null;
  readonly pg_proc: readonly OidRange[] | null;
  readonly savepoint: PieceSavepoint;
};

/** With that many, a reading of everything stays within 25 statements. */
const fewPieces = 2;

type PlanRow = readonly [catalog: string, printed: string, locked: string];

const planStatement = ({ version, schemaOids, part }: ReadContext): Statement<PlanRow> => {
  const { sql, params } = printedLocksSql(version, part, 2);
  return statement(
    /* sql */ `
    select l.catalog, l.printed, pg_catalog.array_agg(distinct l.locked)
      from (${sql}) as l
     where case l.catalog
             when ${catalogOid.pg_class} then (select c.relnamespace = any ($1::pg_catalog.oid[])
                               from pg_catalog.pg_class c where c.oid = l.printed)
             else (select p.pronamespace = any ($1::pg_catalog.oid[])
                     from pg_catalog.pg_proc p where p.oid = l.printed) end
     group by l.catalog, l.printed
     order by l.catalog, l.printed`,
    [schemaOids, ...params],
    1_000,
  );
};

class Plan {
  private readonly cutters: { readonly pg_class: PieceCutter; readonly pg_proc: PieceCutter };

  constructor(share: number) {
    this.cutters = { pg_class: new PieceCutter(share), pg_proc: new PieceCutter(share) };
  }

  add(catalog: string, oid: number, locked: readonly string[]): void {
    this.cutters[catalog === String(catalogOid.pg_class) ? 'pg_class' : 'pg_proc'].add(oid, locked);
  }

  finish(): Omit<Pieces, 'savepoint'> {
    return { pg_class: this.cutters.pg_class.finish(), pg_proc: this.cutters.pg_proc.finish() };
  }
}

/** One statement, of whose rows nothing is held but where the pieces begin. */
export const planPieces = async (
  session: TargetSession,
  { context, lockTable }: { readonly context: ReadContext; readonly lockTable: LockTable },
  footprint: Footprint,
): Promise<Pieces> => {
  const plans = pieceShares(lockTable).map((share) => new Plan(share));
  for await (const rows of stream(session, planStatement(context), footprint)) {
    for (const [catalog, printed, text] of rows) {
      const locked = parseNames(text);
      for (const plan of plans) plan.add(catalog, Number(printed), locked);
    }
  }
  const pieces = plans.map((plan) => plan.finish());
  const chosen = pieces.find((some) => countOf(some) <= fewPieces) ?? pieces.at(-1);
  return { pg_class: null, pg_proc: null, ...chosen, savepoint: new PieceSavepoint() };
};

const countOf = ({ pg_class, pg_proc }: Omit<Pieces, 'savepoint'>): number =>
  (pg_class?.length ?? 0) + (pg_proc?.length ?? 0);

/** Null where all of a catalog may be printed in one go. */
export const piecesOf = (pieces: Pieces | null, catalog: 'pg_class' | 'pg_proc'): PiecesOf | null => {
  const ranges = pieces?.[catalog] ?? null;
  return pieces === null || ranges === null ? null : { ranges, savepoint: pieces.savepoint };
};
