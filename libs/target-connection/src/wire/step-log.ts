import type { TargetFailure, TargetStep } from '../failure/target-failure.ts';
import { targetSteps } from '../failure/target-failure.ts';

export type StepOutcome = 'passed' | 'failed' | 'skipped';

/** One line of what a person is shown. `duration_ms` adds up over attempts (with TLS, then without). */
export type TestedStep = {
  readonly step: TargetStep;
  readonly outcome: StepOutcome;
  readonly duration_ms: number;
  readonly detail: string;
  readonly hint: string | null;
};

type Line = { outcome: StepOutcome; detail: string; hint: string | null };

/** Notes what was passed on the way to a connection. A step that nothing was said of was never reached. */
export class StepLog {
  private readonly lines = new Map<TargetStep, Line>();
  private readonly spentMs = new Map<TargetStep, number>();

  async timed<T>(step: TargetStep, work: () => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    try {
      return await work();
    } finally {
      this.spentMs.set(step, (this.spentMs.get(step) ?? 0) + performance.now() - startedAt);
    }
  }

  passed(step: TargetStep, detail: string, hint: string | null = null): void {
    this.lines.set(step, { outcome: 'passed', detail, hint });
  }

  skipped(step: TargetStep, detail: string): void {
    this.lines.set(step, { outcome: 'skipped', detail, hint: null });
  }

  /** Takes over the times of an attempt, and what it said if it is the one to be told of. */
  adopt(attempt: StepLog, isTold: boolean): void {
    for (const [step, ms] of attempt.spentMs) this.spentMs.set(step, (this.spentMs.get(step) ?? 0) + ms);
    if (isTold) for (const [step, line] of attempt.lines) this.lines.set(step, line);
  }

  /** All steps, in order. The failure's own step failed; whatever had not passed by then was not reached. */
  report(failure: TargetFailure | null): TestedStep[] {
    return targetSteps.map((step) => ({
      step,
      ...this.lineOf(step, failure),
      duration_ms: Math.round(10 * (this.spentMs.get(step) ?? 0)) / 10,
    }));
  }

  private lineOf(step: TargetStep, failure: TargetFailure | null): Line {
    if (failure?.step === step)
      return { outcome: 'failed', detail: failure.message, hint: failure.hint ?? null };
    const line = this.lines.get(step);
    const isBehindFailure =
      failure?.step != null && targetSteps.indexOf(step) > targetSteps.indexOf(failure.step);
    if (line === undefined || isBehindFailure)
      return { outcome: 'skipped', detail: 'Not reached.', hint: null };
    return line;
  }
}
