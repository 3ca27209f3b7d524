import type { Log } from '@cadastre/service-runtime';

const mostInFull = 20;
const spanMs = 60_000;

type Facts = { readonly reason: string; readonly err?: unknown };

type Options = {
  readonly log: Log;
  /** Facts of every line. */
  readonly about: object;
  /** The message of a line for one. */
  readonly message: string;
  /** The message of the line for those that had none. */
  readonly furtherMessage: string;
};

/**
 * Errors that somebody else causes as often as he likes. The first 20 of a minute have a line each; those after them have
 * one together when the minute is over: how many there were for each reason, and the last of them.
 */
export class RateLimitedErrors {
  private inFull = 0;
  private readonly further = new Map<string, number>();
  private last: Facts | undefined;
  /** Ends the minute. Not the next error does that: a flood may stop, and nobody would be told how large it was. */
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: Options) {}

  add<One extends Facts>(one: One): void {
    this.timer ??= setTimeout(() => this.close(), spanMs).unref();
    if (this.inFull < mostInFull) {
      this.inFull += 1;
      this.options.log.error({ ...this.options.about, ...one }, this.options.message);
    } else {
      this.further.set(one.reason, (this.further.get(one.reason) ?? 0) + 1);
      this.last = one;
    }
  }

  /** Ends the minute now: says what is still to be said. */
  close(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.inFull = 0;
    if (this.last === undefined) return;
    const { log, about, furtherMessage } = this.options;
    const counts = Object.fromEntries(this.further);
    const { err, ...last } = this.last;
    this.further.clear();
    this.last = undefined;
    log.error({ ...about, counts, last, ...(err !== undefined && { err }) }, furtherMessage);
  }
}
