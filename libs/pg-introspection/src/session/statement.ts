import type { RawRow, TargetSession } from './target-session.ts';
import type { Footprint } from './footprint.ts';

/** Constant text with bound values; the rows it gives are of the type it is declared with. */
export type Statement<_Row extends RawRow = RawRow> = {
  readonly sql: string;
  /** Texts, as the wire takes them: an array is written `{…}`. */
  readonly params: readonly string[];
  /** How many rows one round trip brings: few where rows can be big. */
  readonly batchRows: number;
};

/** The row type a statement was declared with. */
export type RowOf<S> = S extends Statement<infer Row> ? Row : never;

export const statement = <Row extends RawRow>(
  sql: string,
  params: readonly string[],
  batchRows: number,
): Statement<Row> => ({ sql, params, batchRows });

/** Streams the rows of a statement, and counts it and them. */
export async function* stream<Row extends RawRow>(
  session: TargetSession,
  { sql, params, batchRows }: Statement<Row>,
  footprint: Footprint,
): AsyncGenerator<Row[], void> {
  footprint.queries += 1;
  for await (const rows of session.cursor<Row & RawRow>(sql, params, batchRows)) {
    footprint.rows += rows.length;
    yield rows;
  }
}

/** All rows of a statement whose result is known to be small. */
export const readAll = async <Row extends RawRow>(
  session: TargetSession,
  wanted: Statement<Row>,
  footprint: Footprint,
): Promise<Row[]> => {
  const all: Row[] = [];
  for await (const rows of stream(session, wanted, footprint)) all.push(...rows);
  return all;
};
