import type { Footprint } from '@cadastre/events';
import type { ServerIdentity, TargetConnection } from '@cadastre/target-connection';
import { connectTarget } from './connect-target.ts';
import type { Attempt } from './attempt.ts';

/**
 * Bytes received, about 25,000 tables, after which a session is not kept while the catalog is stored. Whoever reads the
 * whole catalog has it in the memory of its server process, which only ends with the session: 1.4 GB of 100,000
 * tables.
 */
const muchRead = 50_000_000;

/**
 * What one attempt has open on its target: one session at most. It rests while the catalog is stored, if it is kept,
 * and somebody on the way may have ended it by then.
 */
export class TargetSessions {
  private past: Footprint = { queries: 0, rows: 0, bytes: 0, duration_ms: 0, longest_transaction_ms: 0 };
  private session: TargetConnection | null = null;
  private server: ServerIdentity | null = null;

  constructor(private readonly attempt: Attempt) {}

  /** The one that is open, or a new one. The first is an activity of the sync. */
  async open(): Promise<TargetConnection> {
    if (this.session !== null) return this.session;
    const isFirst = this.past.queries === 0;
    const { activities } = this.attempt;
    if (isFirst) activities.start('connect');
    this.session = await connectTarget(this.attempt, this.server);
    this.server = this.session.server;
    if (isFirst) activities.complete('connect', 1);
    return this.session;
  }

  /** Nothing is to be asked for a while. */
  async rest(): Promise<void> {
    if ((this.session?.footprint().bytes ?? 0) > muchRead) await this.end();
  }

  /** Can be called at any time; whoever needs another opens it. */
  async end(): Promise<void> {
    const { session } = this;
    if (session === null) return;
    await session.close();
    this.past = this.footprint();
    this.session = null;
  }

  /** What all of them have cost the target until now, in whole milliseconds. */
  footprint(): Footprint {
    const { past } = this;
    const now = this.session?.footprint();
    if (now === undefined) return past;
    return {
      queries: past.queries + now.queries,
      rows: past.rows + now.rows,
      bytes: past.bytes + now.bytes,
      duration_ms: Math.round(past.duration_ms + now.duration_ms),
      longest_transaction_ms: Math.round(Math.max(past.longest_transaction_ms, now.longest_transaction_ms)),
    };
  }
}
