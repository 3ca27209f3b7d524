import Cursor from 'pg-cursor';
import type { Footprint } from '@cadastre/events';
import { TargetFailure } from '../failure/target-failure.ts';
import type { TlsState } from '../wire/tls-terms.ts';
import { requestCancel } from './cancel-request.ts';
import { extendedQuery } from './driver.ts';
import { FootprintMeter } from './footprint-meter.ts';
import type { LoggedIn } from './log-in.ts';
import type { ServerIdentity } from './server-identity.ts';
import { toSessionFailure } from './session-failure.ts';

/** How much longer than the server's own limit we wait for a server that does not keep it. */
const graceMs = 5_000;
const goodbyeMs = 1_000;

/**
 * One session on a target, for one statement at a time. Rows are arrays of the text that the server sent, or null.
 * Every error is a TargetFailure. Must be closed.
 */
export class TargetConnection {
  readonly tls: TlsState;
  private readonly meter: FootprintMeter;
  private isBusy = false;
  private cancelling: Promise<void> = Promise.resolve();
  private readonly onAbort = (): void => this.abort();

  /** @param limits.signal ends the session: what runs on the server is cancelled, what waits here is rejected */
  constructor(
    private readonly session: LoggedIn,
    readonly server: ServerIdentity,
    private readonly limits: {
      readonly statementTimeoutMs: number;
      readonly meter: FootprintMeter;
      readonly signal?: AbortSignal;
    },
  ) {
    this.tls = session.tls;
    this.meter = limits.meter;
    if (limits.signal?.aborted === true) this.abort();
    limits.signal?.addEventListener('abort', this.onAbort, { once: true });
  }

  get serverVersionNum(): number {
    return this.server.versionNum;
  }

  /** Runs one statement to its end. Use `cursor` where many rows may come. */
  async query<R>(sql: string, params: readonly unknown[] = []): Promise<R[]> {
    this.begin();
    try {
      const { rows } = await this.watched(this.session.client.query(extendedQuery(sql, params)));
      this.meter.rowsReceived(rows.length);
      return rows as R[];
    } finally {
      this.end();
    }
  }

  /**
   * Runs one statement and gives its rows in batches; the next batch is on its way while one is worked on. Leaving
   * the loop early ends the statement. Counts as one statement, and needs no transaction around it.
   */
  async *cursor<R extends unknown[]>(
    sql: string,
    params: readonly unknown[] = [],
    batchRows = 2_000,
  ): AsyncIterable<R[]> {
    this.begin();
    const cursor = this.session.client.query(new Cursor<R>(sql, [...params], { rowMode: 'array' }));
    let next = this.watched(cursor.read(batchRows));
    try {
      for (let rows = await next; rows.length > 0; rows = await next) {
        this.meter.rowsReceived(rows.length);
        next = rows.length < batchRows ? Promise.resolve([]) : this.watched(cursor.read(batchRows));
        next.catch(() => undefined);
        yield rows;
      }
    } finally {
      await this.finish(cursor, next);
      this.end();
    }
  }

  /** A portal is closed between two reads only, and not after an error, which has closed it already. */
  private async finish(cursor: Cursor, reading: Promise<unknown>): Promise<void> {
    const isClean = await reading.then(
      () => true,
      () => false,
    );
    if (isClean) await this.watched(cursor.close()).catch(() => undefined);
  }

  /** Stops the statement that runs now, if one does; it is then rejected as cancelled. The session stays usable. */
  async cancel(): Promise<void> {
    await requestCancel(this.session).catch(() => undefined);
  }

  /** What this session has cost its server until now. */
  footprint(): Footprint {
    return this.meter.read(this.session.stream.bytesReceived);
  }

  /** Ends the session, politely where the server takes part in it. Never throws. */
  async close(): Promise<void> {
    this.limits.signal?.removeEventListener('abort', this.onAbort);
    const { client, stream } = this.session;
    let timer: NodeJS.Timeout | undefined;
    const impatience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, goodbyeMs);
    });
    if (!this.isBusy) await Promise.race([client.end().catch(() => undefined), impatience]);
    clearTimeout(timer);
    stream.destroy();
    await this.cancelling;
  }

  private abort(): void {
    if (this.isBusy) this.cancelling = this.cancel();
    this.session.stream.destroy(
      new TargetFailure('aborted', null, { detail: 'The work on the database was called off.' }),
    );
  }

  private begin(): void {
    if (this.isBusy)
      throw new Error('a target connection runs one statement at a time; the one before has not ended');
    this.isBusy = true;
    this.meter.statementSent();
  }

  private end(): void {
    this.isBusy = false;
    this.meter.statementEnded(this.session.client.getTransactionStatus() !== 'I');
  }

  /** Servers keep `statement_timeout`; one that does not, or is gone without a word, is cut off a little later. */
  private async watched<T>(answer: Promise<T>): Promise<T> {
    const timer = setTimeout(() => {
      this.session.stream.destroy(
        new TargetFailure('timeout', null, {
          detail: 'The server did not answer within the statement timeout.',
        }),
      );
    }, this.limits.statementTimeoutMs + graceMs);
    try {
      return await answer;
    } catch (error) {
      throw toSessionFailure(error);
    } finally {
      clearTimeout(timer);
    }
  }
}
