import { backoffMs } from './backoff.ts';
import type { Log } from './log.ts';
import { WakeUp } from './wake-up.ts';

/** The life that every loop of every process has: start, started, stop. */
export abstract class BackgroundService {
  abstract readonly name: string;
  /** Returns at once; calling it again does nothing. */
  abstract start(): void;
  /** Resolves when the first turn is through, or when the service is stopped before that. */
  abstract readonly started: Promise<void>;
  /** Finishes the turn in hand, then resolves. Safe to call at any time, any number of times. */
  abstract stop(): Promise<void>;
}

export type LoopOptions = {
  readonly name: string;
  /** One bounded piece of work. `more`: turn again at once; `idle`: wait for the bell or for `pollMs`. */
  readonly turn: (signal: AbortSignal) => Promise<'more' | 'idle'>;
  readonly wakeUp?: WakeUp;
  readonly pollMs: number;
  readonly log: Log;
  readonly backoff?: { readonly baseMs: number; readonly maxMs: number };
};

class Loop extends BackgroundService {
  readonly name: string;
  readonly started: Promise<void>;
  private readonly wakeUp: WakeUp;
  private readonly stopping = new AbortController();
  private readonly pause = new WakeUp();
  private running: Promise<void> | undefined;
  private markStarted: () => void = () => undefined;
  private failures = 0;

  constructor(private readonly options: LoopOptions) {
    super();
    this.name = options.name;
    this.wakeUp = options.wakeUp ?? new WakeUp();
    this.started = new Promise((resolve) => (this.markStarted = resolve));
  }

  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    this.markStarted();
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const outcome = await this.turn(signal);
      if (outcome === 'failed') await this.pause.wait(this.retryDelay(), signal);
      else this.markStarted();
      if (outcome === 'idle') await this.wakeUp.wait(this.options.pollMs, signal);
    }
  }

  private async turn(signal: AbortSignal): Promise<'more' | 'idle' | 'failed'> {
    const { name, log } = this.options;
    try {
      const outcome = await this.options.turn(signal);
      if (this.failures > 0) log.info({ loop: name, failures: this.failures }, 'loop recovered');
      this.failures = 0;
      return outcome;
    } catch (err) {
      if (signal.aborted) return 'failed';
      this.failures += 1;
      log.warn({ loop: name, failures: this.failures, err }, 'loop turn failed');
      return 'failed';
    }
  }

  private retryDelay(): number {
    const { baseMs, maxMs } = this.options.backoff ?? { baseMs: 100, maxMs: 5_000 };
    return baseMs / 2 + backoffMs({ attempt: this.failures, baseMs, maxMs });
  }
}

/** A loop that outlives its errors: a failed turn is logged and tried again after a growing, jittered pause. */
export const backgroundLoop = (options: LoopOptions): BackgroundService => new Loop(options);
