import { TargetFailure, type TargetStep } from '../failure/target-failure.ts';

/**
 * One time budget for everything that is done to get somewhere, and the caller's own wish to stop.
 * Must be released, or its timer keeps the process alive.
 */
export class Deadline {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private isExpired = false;
  private readonly onOuterAbort = (): void => this.controller.abort();

  constructor(
    private readonly budgetMs: number,
    private readonly outer?: AbortSignal,
  ) {
    this.timer = setTimeout(() => {
      this.isExpired = true;
      this.controller.abort();
    }, budgetMs);
    if (outer?.aborted === true) this.controller.abort();
    outer?.addEventListener('abort', this.onOuterAbort, { once: true });
  }

  release(): void {
    clearTimeout(this.timer);
    this.outer?.removeEventListener('abort', this.onOuterAbort);
  }

  /**
   * Runs the work, and gives up on it when time is out: `stop` is called once, must end the work, and what the
   * work does afterwards is ignored.
   */
  async bound<T>(step: TargetStep, work: Promise<T>, stop: (failure: TargetFailure) => void): Promise<T> {
    const { signal } = this.controller;
    let onAbort: () => void = () => undefined;
    const outOfTime = new Promise<never>((_, reject) => {
      onAbort = () => {
        const failure = this.failureAt(step);
        stop(failure);
        reject(failure);
      };
    });
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    try {
      return await Promise.race([work, outOfTime]);
    } finally {
      signal.removeEventListener('abort', onAbort);
      work.catch(() => undefined);
      outOfTime.catch(() => undefined);
    }
  }

  failureAt(step: TargetStep): TargetFailure {
    if (!this.isExpired) return new TargetFailure('aborted', step, { detail: 'The attempt was called off.' });
    const seconds = (this.budgetMs / 1_000).toFixed(this.budgetMs % 1_000 === 0 ? 0 : 1);
    return new TargetFailure('timeout', step, {
      detail: `${waitingFor[step]} (${seconds} s in all).`,
      hint: 'Check host and port, and that no firewall between Cadastre and the server drops packets.',
    });
  }
}

const waitingFor: Readonly<Record<TargetStep, string>> = {
  fields: 'The attempt ran out of time',
  egress: 'The attempt ran out of time',
  dns: 'The host name was not resolved in time',
  tcp: 'The host did not answer in time',
  tls: 'The server took the connection but did not answer as PostgreSQL in time',
  authentication: 'The server did not complete the login in time',
  database: 'The server did not answer the first statements in time',
  privileges: 'The server did not say in time what the role may see',
};
