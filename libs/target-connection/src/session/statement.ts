import pg from 'pg';
import type { DriverClient } from './driver.ts';
import { markedStatement } from './marked-statement.ts';

/** One row as the wire has it: text in PostgreSQL's own format, null for SQL null. */
export type RawRow = readonly (string | null)[];

/** Bound values in text form, as `parameterText` makes them: nothing may throw once a message is half sent. */
export type Parameters = readonly (string | null)[];

/** What one round trip brought. `isComplete`: the portal has no more rows. */
export type Answer = { readonly rows: RawRow[]; readonly isComplete: boolean };

/** pg's connection, as far as the extended protocol goes. */
type Wire = NodeJS.EventEmitter & {
  readonly stream: { cork(): void; uncork(): void };
  parse(message: { name: string; text: string }): void;
  bind(message: { portal: string; statement: string; values: readonly (string | null)[] }): void;
  describe(message: { type: 'P'; name: string }): void;
  execute(message: { portal: string; rows: number }): void;
  close(message: { type: 'P'; name: string }): void;
  sync(): void;
};

/**
 * One round trip of the extended protocol, submitted to pg's client in place of its own queries: rows stay the
 * arrays that the parser made, and every trip ends with a Sync, so that portals of one transaction can take turns.
 */
class RoundTrip {
  private readonly rows: RawRow[] = [];
  private isComplete = true;

  constructor(
    private readonly send: (wire: Wire) => void,
    private readonly settle: { resolve: (answer: Answer) => void; reject: (error: Error) => void },
  ) {}

  submit(wire: Wire): null {
    wire.stream.cork();
    try {
      this.send(wire);
      wire.sync();
    } finally {
      wire.stream.uncork();
    }
    return null;
  }

  handleRowDescription(): void {}

  handleDataRow({ fields }: { fields: RawRow }): void {
    this.rows.push(fields);
  }

  handlePortalSuspended(): void {
    this.isComplete = false;
  }

  handleCommandComplete(): void {}

  handleEmptyQuery(): void {}

  /** After an ErrorResponse the session is of use again, and its transaction's state known, at ReadyForQuery. */
  handleError(error: Error, wire: Wire): void {
    const reject = (): void => this.settle.reject(error);
    if (!(error instanceof pg.DatabaseError)) return reject();
    wire.once('readyForQuery', reject);
    wire.once('end', reject);
  }

  handleReadyForQuery(): void {
    this.settle.resolve({ rows: this.rows, isComplete: this.isComplete });
  }
}

const exchange = (client: DriverClient, send: (wire: Wire) => void): Promise<Answer> =>
  new Promise((resolve, reject) => {
    client.query(new RoundTrip(send, { resolve, reject }) as unknown as pg.Submittable);
  });

const open = (wire: Wire, portal: string, { sql, params }: { sql: string; params: Parameters }): void => {
  wire.parse({ name: '', text: markedStatement(sql) });
  wire.bind({ portal, statement: '', values: params });
};

const fetch = (wire: Wire, portal: string, rows: number): void => {
  // Also before later batches: the frame check knows by it how wide the rows are.
  wire.describe({ type: 'P', name: portal });
  wire.execute({ portal, rows });
};

/** Runs a statement to its end. */
export const runStatement = async (
  client: DriverClient,
  sql: string,
  params: Parameters,
): Promise<RawRow[]> => {
  const { rows } = await exchange(client, (wire) => {
    open(wire, '', { sql, params });
    fetch(wire, '', 0);
  });
  return rows;
};

/** A statement whose rows are fetched in batches. Lives until it is closed or the transaction ends. */
export class Portal {
  private static count = 0;
  private readonly name = `cadastre_${(Portal.count += 1)}`;
  private isOpen = false;

  constructor(
    private readonly client: DriverClient,
    private readonly statement: { readonly sql: string; readonly params: Parameters },
  ) {}

  next(rows: number): Promise<Answer> {
    return exchange(this.client, (wire) => {
      if (!this.isOpen) open(wire, this.name, this.statement);
      this.isOpen = true;
      fetch(wire, this.name, rows);
    });
  }

  async close(): Promise<void> {
    if (!this.isOpen) return;
    this.isOpen = false;
    await exchange(this.client, (wire) => wire.close({ type: 'P', name: this.name }));
  }
}
