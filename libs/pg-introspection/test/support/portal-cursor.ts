import type { Connection, Submittable } from 'pg';

/** The parts of pg's connection that a portal needs; not in its types. */
type Wire = Connection & {
  parse(message: { text: string }, more: boolean): void;
  bind(message: { portal: string; values: string[] }, more: boolean): void;
  execute(message: { portal: string; rows: number }, more: boolean): void;
  close(message: { type: 'P'; name: string }, more: boolean): void;
  sync(): void;
};

export type Batch = { rows: (string | null)[][]; isLast: boolean };

/**
 * One Execute of a named portal, synced: between two of them the connection is free for others. Inside a
 * transaction a portal lives on past Sync, so many can be open and be read in turn.
 */
export class PortalBatch implements Submittable {
  readonly #rows: (string | null)[][] = [];
  #isLast = true;

  constructor(
    private readonly step: { portal: string; rows: number; open: { text: string; values: string[] } | null },
    private readonly settle: (error: Error | null, batch: Batch) => void,
  ) {}

  submit(connection: Connection): void {
    const wire = connection as Wire;
    const { portal, rows, open } = this.step;
    if (open !== null) {
      wire.parse({ text: open.text }, true);
      wire.bind({ portal, values: open.values }, true);
    }
    wire.execute({ portal, rows }, true);
    wire.sync();
  }

  handleDataRow(message: { fields: (string | null)[] }): void {
    this.#rows.push(message.fields);
  }

  handlePortalSuspended(): void {
    this.#isLast = false;
  }

  /** The client forgets a query that failed: it is told nothing more. */
  handleError(error: Error): void {
    this.settle(error, { rows: [], isLast: true });
  }

  handleReadyForQuery(): void {
    this.settle(null, { rows: this.#rows, isLast: this.#isLast });
  }

  handleRowDescription(): void {}
  handleCommandComplete(): void {}
  handleEmptyQuery(): void {}
}
