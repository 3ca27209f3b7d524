import type { Footprint } from '@cadastre/events';
import { inSpan, openSpan } from '@cadastre/observability';
import { TargetFailure } from '../failure/target-failure.ts';
import { isRefusedTransaction, statementPooling } from '../failure/statement-pooling.ts';
import type { TlsState } from '../wire/tls-terms.ts';
import { requestCancel } from './cancel-request.ts';
import type { FootprintMeter } from './footprint-meter.ts';
import type { LoggedIn } from './log-in.ts';
import type { ServerIdentity } from './server-identity.ts';
import { parameterText } from './parameter-text.ts';
import { toSessionFailure } from './session-failure.ts';
import { Portal, runStatement, type Answer } from './statement.ts';
import { statementSpan } from './statement-span.ts';

/** How much longer than the server's own limit we wait for a server that does not keep it. */
const graceMs = 5_000;
const goodbyeMs = 1_000;

/**
 * One session on a target. Rows are arrays of the text that the server sent, or null. Calls made at once are carried
 * out one after the other. Every error is a TargetFailure. Must be closed.
 */
export class TargetConnection {
  readonly tls: TlsState;
  private readonly meter: FootprintMeter;
  /** Ends when everything that was asked until now has been answered. */
  private turn: Promise<unknown> = Promise.resolve();
  private waiting = 0;
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

  get bytesReceived(): number {
    return this.session.stream.bytesReceived;
  }

  /** Runs one statement to its end. Use `cursor` where many rows may come. */
  async query<R>(sql: string, params: readonly unknown[] = []): Promise<R[]> {
    const texts = params.map(parameterText);
    const rows = await inSpan(...statementSpan(sql), async (span) => {
      const answer = await this.inTurn(async () => {
        this.meter.statementSent();
        try {
          return await runStatement(this.session.client, sql, texts);
        } catch (error) {
          throw isRefusedTransaction(sql, error) ? statementPooling(null) : error;
        }
      });
      span.set({ 'db.response.returned_rows': answer.length });
      return answer;
    });
    this.meter.rowsReceived(rows.length);
    return rows as R[];
  }

  /**
   * Runs one statement and gives its rows in batches; the next batch is on its way while one is worked on. Counts as
   * one statement. Needs a transaction around it, and any number of cursors of one transaction may be open at once.
   * Leaving the loop early closes the cursor.
   */
  async *cursor<R extends readonly (string | null)[]>(
    sql: string,
    params: readonly unknown[] = [],
    batchRows = 2_000,
  ): AsyncGenerator<R[], void> {
    const portal = new Portal(this.session.client, { sql, params: params.map(parameterText) });
    const read = (): Promise<Answer> => {
      const answer = this.inTurn(() => portal.next(batchRows));
      answer.catch(() => undefined);
      return answer;
    };
    this.meter.statementSent();
    const span = openSpan(...statementSpan(sql));
    let count = 0;
    let reading = read();
    try {
      for (;;) {
        const { rows, isComplete } = await reading;
        this.meter.rowsReceived(rows.length);
        count += rows.length;
        if (!isComplete) reading = read();
        if (rows.length > 0) yield rows as unknown as R[];
        if (isComplete) return;
      }
    } catch (error) {
      span.fail(error);
      throw error;
    } finally {
      span.set({ 'db.response.returned_rows': count });
      span.end();
      await reading.catch(() => undefined);
      await this.inTurn(() => portal.close()).catch(() => undefined);
    }
  }

  /** Stops the statement that runs now, if one does; it is then rejected as cancelled. The session stays usable. */
  async cancel(): Promise<void> {
    await requestCancel(this.session).catch(() => undefined);
  }

  /** What this session has cost its server until now. */
  footprint(): Footprint {
    return this.meter.read(this.bytesReceived);
  }

  /** Ends the session, politely where the server takes part in it. Never throws. */
  async close(): Promise<void> {
    this.limits.signal?.removeEventListener('abort', this.onAbort);
    const { client, stream } = this.session;
    let timer: NodeJS.Timeout | undefined;
    const impatience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, goodbyeMs);
    });
    if (this.waiting === 0) await Promise.race([client.end().catch(() => undefined), impatience]);
    clearTimeout(timer);
    stream.destroy();
    await this.cancelling;
  }

  private abort(): void {
    if (this.waiting > 0) this.cancelling = this.cancel();
    this.session.stream.destroy(
      new TargetFailure('aborted', null, { detail: 'The work on the database was called off.' }),
    );
  }

  private inTurn<T>(ask: () => Promise<T>): Promise<T> {
    this.waiting += 1;
    const answer = this.turn.then(() => this.watched(ask)).finally(() => (this.waiting -= 1));
    this.turn = answer.then(
      () => undefined,
      () => undefined,
    );
    return answer;
  }

  /** Servers keep `statement_timeout`; one that does not, or is gone without a word, is cut off a little later. */
  private async watched<T>(ask: () => Promise<T>): Promise<T> {
    const { client, stream } = this.session;
    const timer = setTimeout(() => {
      // Outside a transaction of ours the server has no limit of ours to keep.
      this.cancelling = this.cancel();
      stream.destroy(
        new TargetFailure('timeout', null, {
          detail: 'The server did not answer within the statement timeout.',
        }),
      );
    }, this.limits.statementTimeoutMs + graceMs);
    try {
      return await ask();
    } catch (error) {
      throw toSessionFailure(error);
    } finally {
      this.meter.statementEnded(client.getTransactionStatus() !== 'I');
      clearTimeout(timer);
    }
  }
}
