/**
 * A process-local bell. A ring while nobody waits is remembered, once: a loop that checks, then waits, cannot
 * miss what happened in between. Losing a ring costs latency only, for every waiter also has a time limit.
 */
export class WakeUp {
  private isRung = false;
  private readonly waiters = new Set<() => void>();

  ring(): void {
    if (this.waiters.size === 0) {
      this.isRung = true;
      return;
    }
    for (const wake of [...this.waiters]) wake();
  }

  /** Resolves on a ring, after `ms`, or when the signal aborts; never rejects. */
  wait(ms: number, signal?: AbortSignal): Promise<void> {
    if (this.isRung || signal?.aborted) {
      this.isRung = false;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        this.waiters.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, Math.max(0, ms));
      signal?.addEventListener('abort', wake);
      this.waiters.add(wake);
    });
  }
}
