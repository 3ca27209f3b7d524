/** How long the lowest of some lanes has stood where it is. */
export class Standstill {
  private lowest = -1;
  private since = -Infinity;

  /** @returns milliseconds, at this moment */
  measure(lowest: number, now: number): number {
    if (lowest !== this.lowest) {
      this.lowest = lowest;
      this.since = now;
    }
    return now - this.since;
  }
}
