/** One row as the wire has it: text in PostgreSQL's own format, null for SQL null. */
export type RawRow = readonly (string | null)[];

/**
 * A connection to a target that runs one statement after the other. Structural: `target-connection` provides it,
 * tests have their own.
 *
 * Rows are arrays of raw text values, never parsed by type.
 */
export type TargetSession = {
  /** `120000` … `180000`, as `server_version_num`. */
  readonly serverVersionNum: number;
  /** Bytes received so far, where the session counts them. */
  readonly bytesReceived?: number;
  /** Runs one statement to its end. */
  query<R>(sql: string, params?: readonly unknown[]): Promise<R[]>;
  /**
   * Rows in batches of at most `batchRows`. Several cursors of one transaction are open at once and are advanced in
   * turn, so a cursor must not hold the connection between two batches (a portal suspended and synced, or
   * DECLARE and FETCH).
   */
  cursor<R extends RawRow>(sql: string, params: readonly unknown[], batchRows: number): AsyncIterable<R[]>;
};
