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
 * How many relations a reading may keep locked at once. A quarter: while two databases of a server are read, its other
 * sessions still have half of the table; and pieces are as large as that allows, since each takes two statements.
 */
export const fairShare = ({ capacity }: LockTable): number => Math.max(1, Math.floor(capacity / 4));

/** Whether a reading in one go would take more than its share. */
export const isTooMuch = (table: LockTable): boolean => table.relations > fairShare(table);
