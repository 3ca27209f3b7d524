import type { Footprint } from '../session/footprint.ts';
import { statement, stream, type Statement } from '../session/statement.ts';
import type { RawRow, TargetSession } from '../session/target-session.ts';
import type { OidRange } from './piece-cutter.ts';
import type { PieceSavepoint } from './piece-savepoint.ts';

/** Of one system catalog. */
export type PiecesOf = { readonly ranges: readonly OidRange[]; readonly savepoint: PieceSavepoint };

/**
 * Streams the rows of a statement, whose first column is an OID and its order, piece by piece. What PostgreSQL locked to
 * print a piece is free again when the next one begins, of this catalog or of another; what it locked for the last one goes with
 * the transaction. Null: in one go, which keeps all locks.
 *
 * A cursor that was opened before the first row is asked for reads on, also between the pieces, and keeps its place. One
 * that is opened after it is closed by the next piece: none may be, until all rows are read.
 */
export async function* streamInPieces<Row extends RawRow>(
  session: TargetSession,
  wanted: Statement<Row>,
  pieces: PiecesOf | null,
  footprint: Footprint,
): AsyncGenerator<Row[], void> {
  if (pieces === null) return yield* stream(session, wanted, footprint);
  for (const piece of pieces.ranges) {
    await pieces.savepoint.beginPiece(session, footprint);
    yield* stream(session, within(wanted, piece), footprint);
  }
}

/** The condition reaches the scans inside, as that of `onlyThese` does: what is not of the piece is not printed. */
const within = <Row extends RawRow>(
  { sql, params, batchRows }: Statement<Row>,
  { first, last }: OidRange,
): Statement<Row> =>
  statement(
    /* sql */ `
    select * from (${sql}) as piece(printed)
     where piece.printed >= $${params.length + 1}::pg_catalog.oid
       and piece.printed <= $${params.length + 2}::pg_catalog.oid
     order by piece.printed`,
    [...params, String(first), String(last)],
    batchRows,
  );
