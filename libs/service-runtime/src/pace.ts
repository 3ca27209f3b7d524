import { WakeUp } from './wake-up.ts';

/** Keeps the turns of a loop apart: what comes meanwhile is done together, instead of each by itself. */
export class Pace {
  private quietUntil = -Infinity;

  /** The next turn begins no sooner than `ms` after `since`, a time of `performance.now()`; now by default. */
  restFor(ms: number, since: number = performance.now()): void {
    this.quietUntil = since + ms;
  }

  /** Resolves when the rest is over or the signal aborts; at once where none is left. Never rejects. */
  async rested(signal?: AbortSignal): Promise<void> {
    const left = this.quietUntil - performance.now();
    if (left > 0) await new WakeUp().wait(left, signal);
  }
}
