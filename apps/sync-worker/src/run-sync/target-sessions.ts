import type { Footprint } from '@cadastre/events';
import type { TargetConnection } from '@cadastre/target-connection';
import { connectTarget } from './connect-target.ts';
import type { Attempt } from './run-sync.ts';

/**
 * What one attempt has open on its target: one session at a time. It rests while the catalog is stored, and somebody
 * on the way may have ended it by then.
 */
export class TargetSessions {
  private past: Footprint = { queries: 0, rows: 0, bytes: 0, duration_ms: 0, longest_transaction_ms: 0 };

  private constructor(
    private readonly attempt: Attempt,
    private session: TargetConnection,
  ) {}

  static async open(attempt: Attempt): Promise<TargetSessions> {
    attempt.activities.start('connect');
    const sessions = new TargetSessions(attempt, await connectTarget(attempt));
    attempt.activities.complete('connect', 1);
    return sessions;
  }

  get current(): TargetConnection {
    return this.session;
  }

  /** Another session instead of the one that failed. */
  async renew(): Promise<void> {
    await this.session.close();
    const session = await connectTarget(this.attempt);
    this.past = this.footprint();
    this.session = session;
  }

  /** What all of them have cost the target until now, in whole milliseconds. */
  footprint(): Footprint {
    const now = this.session.footprint();
    const { past } = this;
    return {
      queries: past.queries + now.queries,
      rows: past.rows + now.rows,
      bytes: past.bytes + now.bytes,
      duration_ms: Math.round(past.duration_ms + now.duration_ms),
      longest_transaction_ms: Math.round(Math.max(past.longest_transaction_ms, now.longest_transaction_ms)),
    };
  }

  close(): Promise<void> {
    return this.session.close();
  }
}
