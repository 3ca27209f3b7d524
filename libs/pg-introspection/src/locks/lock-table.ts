/** What printing all that will be read would lock, beside what the server has room for. */
export type LockTableRow = readonly [relations: string, capacity: string];

export type LockTable = {
  /** Relations that a reading in one go locks until it ends: an upper bound. */
  readonly relations: number;
  /** Locks that the server promises to all of its sessions together; it may have a few more. */
  readonly capacity: number;
};

/** @param printedLocks see `printedLocksSql` */
export const lockTableSql = (printedLocks: string): string => /* sql */ `
    select (select pg_catalog.count(distinct l.locked) from (${printedLocks}) as l),
           pg_catalog.current_setting('max_locks_per_transaction')::pg_catalog.int8
             * (pg_catalog.current_setting('max_connections')::pg_catalog.int8
                + pg_catalog.current_setting('max_prepared_transactions')::pg_catalog.int8)`;

export const lockTableOf = (row: LockTableRow | undefined): LockTable => ({
  relations: Number(row?.[0] ?? 0),
  capacity: Number(row?.[1] ?? 0),
});

/**
 * Shares of the table that a reading may keep locked at once. A quarter: while two databases of a server are read, its other
 * sessions still have half of the table. More only where that spares pieces, each of which takes two statements; and never
 * more than half: `pg_dump` locks every table at once, so a server that is dumped has room for that.
 */
const shares = [1 / 4, 3 / 8, 1 / 2] as const;

const shareOf = ({ capacity }: LockTable, share: number): number => Math.max(1, Math.floor(capacity * share));

/** How much one piece may lock, the first that makes few of them is to be taken. */
export const pieceShares = (table: LockTable): readonly number[] =>
  shares.map((share) => shareOf(table, share));

/** Whether a reading in one go would take more than its share. */
export const isTooMuch = (table: LockTable): boolean => table.relations > shareOf(table, shares[0]);
