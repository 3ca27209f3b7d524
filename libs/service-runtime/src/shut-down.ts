import type { Log } from './log.ts';

type Step = { readonly name: string; readonly stop: () => Promise<void> | void };

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** One Ctrl-C under npm comes twice: from the terminal to the whole group, and passed on by npm. */
const sameSignalMs = 1_000;

/**
 * The way out of the process. What came up last goes down first: services drain while PostgreSQL still
 * answers, then PostgreSQL stops, then the data folder is free. A second signal ends the process at once;
 * PostgreSQL's guardian then does the rest.
 */
export class ShutDown {
  private readonly steps: Step[] = [];
  private running: Promise<void> | undefined;
  private signalledAt = -Infinity;
  private starting: Promise<unknown> | undefined;

  constructor(
    private readonly options: {
      readonly log: Log;
      /** How long the whole way out may take before it is forced. */
      readonly graceMs?: number;
      readonly exit?: (code: number) => void;
    },
  ) {}

  /**
   * From now on signals end the process by way of `run`; so does the loss of a parent that holds an IPC channel
   * to us. Call it before anything is started.
   */
  listen(): void {
    for (const signal of signals) process.on(signal, () => this.onSignal(signal));
    process.once('disconnect', () => {
      this.options.log.info({}, 'parent process is gone, stopping');
      void this.run(0);
    });
  }

  private onSignal(signal: (typeof signals)[number]): void {
    if (!this.isStopping) {
      this.signalledAt = performance.now();
      this.options.log.info({ signal }, 'stopping');
      void this.run(0);
    } else if (performance.now() - this.signalledAt > sameSignalMs) {
      this.exit(signalExitCode[signal]);
    }
  }

  /** Things that come up as one: a signal meanwhile lets them, so that they go down in order and not half made. */
  async bringUp<T>(start: () => Promise<T>): Promise<T> {
    const starting = start();
    this.starting = starting;
    return starting;
  }

  get isStopping(): boolean {
    return this.running !== undefined;
  }

  /** Something is up and has to go down again, also when it came up while the process was already on its way out. */
  onStop(name: string, stop: Step['stop']): void {
    this.steps.push({ name, stop });
  }

  /**
   * Stops everything, last first, and ends the process. Errors are logged and do not stop the rest.
   *
   * @param lastWords said when all is down, right before the end
   */
  run(exitCode: number, lastWords: () => void = () => undefined): Promise<void> {
    return (this.running ??= this.stopAll(exitCode, lastWords));
  }

  private async stopAll(exitCode: number, lastWords: () => void): Promise<void> {
    const overdue = setTimeout(() => {
      this.options.log.error({ graceMs: this.graceMs }, 'stopping took too long, ending now');
      this.exit(1);
    }, this.graceMs);
    let code = exitCode;
    if (this.starting !== undefined) await this.starting.catch(() => undefined);
    for (let step = this.steps.pop(); step !== undefined; step = this.steps.pop()) {
      try {
        await step.stop();
      } catch (err) {
        code = 1;
        this.options.log.error({ step: step.name, err }, 'a part did not stop in order');
      }
    }
    clearTimeout(overdue);
    lastWords();
    this.exit(code);
  }

  private get graceMs(): number {
    return this.options.graceMs ?? 30_000;
  }

  private exit(code: number): void {
    (this.options.exit ?? ((value) => process.exit(value)))(code);
  }
}

/** What shells expect of a process that a signal ended. */
const signalExitCode = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
