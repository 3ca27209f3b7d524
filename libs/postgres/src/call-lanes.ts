export type CallLanesOptions = {
  /** Calls under way at once. */
  readonly maxCalls: number;
  /** So much in a call that there is room for no more. */
  readonly fullAt: number;
};

/** Most calls are back by then; one that is not may never be. */
const patienceMs = 50;

/**
 * When a call may begin beside others under way, for what shares calls because each costs something by itself: at once where none
 * is, where what waits fills it, or where the last one has not come back for a while, so that nobody waits for one that hangs.
 */
export class CallLanes {
  private calls = 0;
  private lastBegan = 0;
  private timer: NodeJS.Timeout | undefined;

  /** @param again is called when what waited may begin by now */
  constructor(
    private readonly options: CallLanesOptions,
    private readonly again: () => void,
  ) {}

  /** @param waiting how many want to be in a call */
  mayBegin(waiting: number): boolean {
    if (waiting === 0 || this.calls >= this.options.maxCalls) return false;
    if (this.calls === 0 || waiting >= this.options.fullAt) return true;
    const leftMs = this.lastBegan + patienceMs - performance.now();
    if (leftMs > 0) this.lookAgainIn(leftMs);
    return leftMs <= 0;
  }

  begin(): void {
    this.calls += 1;
    this.lastBegan = performance.now();
  }

  end(): void {
    this.calls -= 1;
  }

  private lookAgainIn(ms: number): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.again();
    }, ms).unref();
  }
}
