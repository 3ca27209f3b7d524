import type { SyncActivity, SyncId } from '@cadastre/events';
import {
  completeActivity,
  failActivity,
  progressActivity,
  skipActivity,
  startActivity,
  type Decision,
} from '@cadastre/integration';
import type { SafeError } from '@cadastre/events';
import type { SyncJournal } from './sync-journal.ts';
import { ActivitySpans } from './trace-sync.ts';

const leastMsBetweenReports = 1_000;

/** Reports the steps of one attempt as they begin, move and end. */
export class ActivityLog {
  private readonly running = new Set<SyncActivity>();
  private readonly reportedAt = new Map<SyncActivity, number>();
  private readonly spans = new ActivitySpans();

  constructor(
    private readonly journal: SyncJournal,
    private readonly sync: { readonly syncId: SyncId; readonly attempt: number },
    private readonly touch: () => void,
  ) {}

  start(activity: SyncActivity): void {
    this.running.add(activity);
    this.spans.start(activity);
    this.reportedAt.set(activity, performance.now());
    this.journal.note((sync) => startActivity(sync, this.report(activity)));
  }

  /** At most once a second reaches the log; every call counts as a sign of life. */
  progress(activity: SyncActivity, done: number, total: number | null): void {
    this.touch();
    const now = performance.now();
    if (!this.running.has(activity) || now - (this.reportedAt.get(activity) ?? 0) < leastMsBetweenReports)
      return;
    this.reportedAt.set(activity, now);
    this.journal.note((sync) => progressActivity(sync, { ...this.report(activity), done, total }));
  }

  complete(activity: SyncActivity, items: number): void {
    this.touch();
    this.running.delete(activity);
    this.spans.end(activity, { items });
    this.journal.note((sync) => completeActivity(sync, { ...this.report(activity), items }));
  }

  skip(activity: SyncActivity, scope: string | null, reason: string): void {
    if (scope === null) {
      this.running.delete(activity);
      this.spans.end(activity, { skipped: true });
    }
    this.journal.note((sync) => skipActivity(sync, { ...this.report(activity), scope, reason }));
  }

  /** A step that will be tried again by itself, inside this attempt. */
  retry(activity: SyncActivity, error: SafeError, retryAt: string): void {
    this.spans.end(activity, { error: error.code });
    this.spans.start(activity);
    this.journal.note((sync) => failActivity(sync, { ...this.report(activity), error, retryAt }));
    this.journal.note((sync) => startActivity(sync, this.report(activity)));
  }

  /** What the running steps have to say of an attempt that failed; to be written in one commit with its end. */
  failures(error: SafeError, retryAt: string | null): Decision {
    for (const activity of this.running) this.spans.end(activity, { error: error.code });
    return [...this.running].flatMap((activity) => [
      ...failActivity(this.journal.state, { ...this.report(activity), error, retryAt }),
    ]);
  }

  /** The attempt is over, whichever way: nothing of it is open any more. */
  close(): void {
    this.spans.endAll();
  }

  private report(activity: SyncActivity) {
    return { ...this.sync, activity, at: new Date().toISOString() };
  }
}
