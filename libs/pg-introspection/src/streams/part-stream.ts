import type { RawRow } from '../session/target-session.ts';

/**
 * The parts of relations as a stream in the order of the relations' OIDs (first column of each row), read one step
 * ahead of its consumer: while one batch is assembled here, the target prepares the next.
 */
export class PartStream<Row extends RawRow> {
  readonly #batches: AsyncIterator<Row[]>;
  #next: Promise<IteratorResult<Row[]>> | null = null;
  #rows: Row[] = [];
  #at = 0;
  #isAtEnd = false;

  constructor(batches: AsyncIterable<Row[]>) {
    this.#batches = batches[Symbol.asyncIterator]();
  }

  /** Asks for the first batch already. */
  start(): void {
    this.#next = this.#ask();
  }

  /** Reads on until everything that belongs to relations up to `oid` is here. */
  async advanceTo(oid: number): Promise<void> {
    while (!this.#isAtEnd && this.#lastOid() <= oid) {
      const result: IteratorResult<Row[], unknown> = await (this.#next ?? this.#ask());
      if (result.done === true) {
        this.#isAtEnd = true;
        return;
      }
      const { value } = result;
      this.#next = this.#ask();
      this.#rows = this.#at === this.#rows.length ? value : [...this.#rows.slice(this.#at), ...value];
      this.#at = 0;
    }
  }

  /** The rows of one relation. Relations are asked for in ascending order; rows of those left out are passed over. */
  take(oid: number): Row[] {
    while (this.#oidAt(this.#at) < oid) this.#at += 1;
    const from = this.#at;
    while (this.#oidAt(this.#at) === oid) this.#at += 1;
    return from === this.#at ? [] : this.#rows.slice(from, this.#at);
  }

  /** Where a relation has one row at most. */
  takeOne(oid: number): Row | null {
    return this.take(oid)[0] ?? null;
  }

  async close(): Promise<void> {
    await this.#next?.catch(() => undefined);
    await this.#batches.return?.();
  }

  #ask(): Promise<IteratorResult<Row[]>> {
    const next = this.#batches.next();
    // An error is thrown where it is awaited; until then it must not count as unhandled.
    next.catch(() => undefined);
    return next;
  }

  #lastOid(): number {
    return this.#rows.length === 0 ? -1 : this.#oidAt(this.#rows.length - 1);
  }

  #oidAt(index: number): number {
    const row = this.#rows[index];
    return row === undefined ? Number.POSITIVE_INFINITY : Number(row[0]);
  }
}
