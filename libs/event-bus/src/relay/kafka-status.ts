import { Unavailable } from '@cadastre/errors';
import { kafkaProblem, type KafkaWay } from '../kafka/kafka-problem.ts';

export type KafkaCondition = {
  /**
   * `degraded`: it was there and is away; events wait in the log, and nothing is refused.
   * `unavailable`: it was never there since this process started, or is not as it has to be.
   */
  readonly status: 'ok' | 'degraded' | 'unavailable';
  /** For a person; null when all is well. */
  readonly detail: string | null;
};

/** What one process knows of the brokers, kept up to date by its relay. */
export class KafkaStatus {
  private hasAnswered = false;
  private problem: string | null = 'not connected yet';

  constructor(private readonly way?: KafkaWay) {}

  get condition(): KafkaCondition {
    if (this.problem === null) return { status: 'ok', detail: null };
    return { status: this.hasAnswered ? 'degraded' : 'unavailable', detail: this.problem };
  }

  answered(): void {
    this.hasAnswered = true;
    this.problem = null;
  }

  /** @returns the same as an error of ours, with the reason in safe words */
  away(error: unknown): KafkaAway {
    this.problem = kafkaProblem(error, this.hasAnswered ? undefined : this.way);
    return new KafkaAway(this.problem, error);
  }
}

/** The brokers cannot be used now. The log has what they are missing. */
export class KafkaAway extends Unavailable {
  constructor(reason: string, cause: unknown) {
    super({ dependency: 'kafka', reason }, { cause });
  }
}
