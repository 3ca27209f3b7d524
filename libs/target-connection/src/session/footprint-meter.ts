import type { Footprint } from '@cadastre/events';

/** Counts what a connection costs its server. A statement outside a transaction is a transaction of its own. */
export class FootprintMeter {
  private readonly openedAt = performance.now();
  private transactionSince: number | null = null;
  private longestTransactionMs = 0;
  private queries = 0;
  private rows = 0;

  statementSent(): void {
    this.queries += 1;
    this.transactionSince ??= performance.now();
  }

  rowsReceived(count: number): void {
    this.rows += count;
  }

  /** @param isInTransaction what the server said with its readiness */
  statementEnded(isInTransaction: boolean): void {
    this.longestTransactionMs = this.longestSoFarMs();
    if (!isInTransaction) this.transactionSince = null;
  }

  read(bytes: number): Footprint {
    return {
      queries: this.queries,
      rows: this.rows,
      bytes,
      duration_ms: performance.now() - this.openedAt,
      longest_transaction_ms: this.longestSoFarMs(),
    };
  }

  private longestSoFarMs(): number {
    const runningMs = this.transactionSince === null ? 0 : performance.now() - this.transactionSince;
    return Math.max(this.longestTransactionMs, runningMs);
  }
}
