import type pg from 'pg';
import { readSequencerState } from '@cadastre/event-store';
import { readCheckpoints } from '@cadastre/projections';
import type { Dependency } from './dependency.ts';

/** Behind and not moved for this long: stuck, not busy. */
const stuckMs = 10_000;

/** Our own database answers. */
export const databaseDependency = (pool: pg.Pool): Dependency => ({
  name: 'database',
  probe: async () => {
    await pool.query('select 1');
    return { status: 'ok', detail: null };
  },
});

/** Commits get their positions, whichever process gives them. */
export const sequencerDependency = (pool: pg.Pool): Dependency => ({
  name: 'sequencer',
  onFailure: 'degraded',
  probe: async () => {
    const { pendingCommits, oldestPendingSeconds } = await readSequencerState(pool);
    return {
      status: oldestPendingSeconds * 1_000 > stuckMs ? 'degraded' : 'ok',
      detail: `${pendingCommits} commits wait for a position`,
    };
  },
});

/** These projections follow the log, whichever process applies them. */
export const projectionsDependency = (
  pool: pg.Pool,
  { name, projections }: { name: string; projections: readonly string[] },
): Dependency => ({
  name,
  onFailure: 'degraded',
  probe: async () => {
    const [{ head }, checkpoints] = await Promise.all([readSequencerState(pool), readCheckpoints(pool)]);
    const behind = projections.map((projection) => {
      const found = checkpoints.find((checkpoint) => checkpoint.name === projection);
      return { events: head - (found?.position ?? 0), updatedAt: found?.updatedAt ?? new Date(0) };
    });
    const isStuck = behind.some(
      ({ events, updatedAt }) => events > 0 && Date.now() - updatedAt.getTime() > stuckMs,
    );
    const most = Math.max(0, ...behind.map(({ events }) => events));
    return { status: isStuck ? 'degraded' : 'ok', detail: `${most} events behind` };
  },
});
