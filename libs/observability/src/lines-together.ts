import type { DestinationStream } from 'pino';

const longestWaitMs = 10;
const mostCharacters = 65_536;
/** pino's number of `warn`. */
const warning = 40;
/** Asks pino to set `lastLevel` before each line. */
const wantsLevel = Symbol.for('pino.metadata');

/**
 * The lines of one moment in one write: a write for each costs a busy process a twentieth of its time. What tells of trouble is
 * written at once, and all before it. The end of the process writes what is left; one that is killed outright takes ordinary lines
 * of its last ten milliseconds with it.
 */
export class LinesTogether implements DestinationStream {
  readonly [wantsLevel] = true;
  lastLevel = 0;
  private waiting = '';
  private since = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly out: DestinationStream) {
    process.on('exit', () => this.flush());
  }

  write(line: string): void {
    if (this.waiting === '') this.since = performance.now();
    this.waiting += line;
    // A process that is long at one thing gives timers no turn.
    const isLate = performance.now() - this.since >= longestWaitMs;
    if (isLate || this.lastLevel >= warning || this.waiting.length >= mostCharacters) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), longestWaitMs).unref();
  }

  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.waiting === '') return;
    const lines = this.waiting;
    this.waiting = '';
    this.out.write(lines);
  }
}
