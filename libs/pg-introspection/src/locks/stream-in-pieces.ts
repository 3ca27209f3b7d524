import type { Footprint } from '../session/footprint.ts';
import { statement, stream, type Statement } from '../session/statement.ts';
import type { RawRow, TargetSession } from '../session/target-session.ts';
import type { OidRange } from './piece-cutter.ts';

const savepoint = 'cadastre_piece';

/**
 * Streams the rows of a statement, whose first column is an OID and its order, piece by piece. What PostgreSQL locked to
 * print a piece is free again when the next one begins: locks that were taken since a savepoint go with what is rolled
 * back to it. Null: in one go, which keeps all locks.
 *
 * A cursor that was opened before the first row is asked for reads on, also between the pieces, and keeps its place. One
 * that is opened after it is closed by the end of the piece: none may be, until all rows are read. An error, or a
 * consumer that stops early, leaves the savepoint to the end of the transaction.
 */
export async function* streamInPieces<Row extends RawRow>(
  session: TargetSession,
  wanted: Statement<Row>,
  pieces: readonly OidRange[] | null,
  footprint: Footprint,
): AsyncGenerator<Row[], void> {
  if (pieces === null) return yield* stream(session, wanted, footprint);
  const run = async (command: string): Promise<void> => {
    footprint.queries += 1;
    await session.query(`${command} ${savepoint}`);
  };
  await run('SAVEPOINT');
  for (const piece of pieces) {
    yield* stream(session, within(wanted, piece), footprint);
    // It is still there afterwards, as new as it was: the next piece needs no other.
    await run('ROLLBACK TO SAVEPOINT');
  }
  await run('RELEASE SAVEPOINT');
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
