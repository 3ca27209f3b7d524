import { setTimeout as pause } from 'node:timers/promises';
import type { Sync } from '@cadastre/api-contract';
import type { ProjectedBell } from '../../http/projected-bell.ts';
import type { SyncAt } from '../find-sync.ts';

/** A comment this often, so that proxies do not take the stream for dead. */
export const heartbeatMs = 15_000;
/** Events come in bursts: a reader is told where the sync stands at most this often. */
const quietMs = 100;

const terminalNames: Partial<Record<Sync['status'], string>> = {
  COMPLETED: 'completed',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
};

export const isTerminal = ({ status }: Sync): boolean => terminalNames[status] !== undefined;

export const formatEvent = ({ sync, position }: SyncAt): string =>
  `event: ${terminalNames[sync.status] ?? 'progress'}\nid: ${position}\ndata: ${JSON.stringify(sync)}\n\n`;

export type Following = {
  /** Where the sync stands when the stream begins. */
  readonly first: SyncAt;
  /** The bell's count before `first` was looked up. */
  readonly rungBefore: number;
  /** Only states newer than this position are sent. */
  readonly after: number;
  readonly look: () => Promise<SyncAt | null>;
  readonly bell: Pick<ProjectedBell, 'count' | 'after'>;
  readonly signal: AbortSignal;
};

/**
 * The sync as it moves, from now to its end: each state once, woken by the projector; null where it stands still, as a sign
 * of life. Ends too when the signal aborts or when the sync cannot be seen any more.
 */
export async function* followSync(following: Following): AsyncGenerator<SyncAt | null> {
  const { first, look, bell, signal } = following;
  let { after: sent, rungBefore: seen } = following;
  let heartbeatAt = performance.now() + heartbeatMs;
  for (let now: SyncAt | null = first; now !== null && !signal.aborted; now = await look()) {
    const isNews = now.position > sent;
    if (isNews) yield now;
    else if (performance.now() >= heartbeatAt) yield null;
    if (isNews && isTerminal(now.sync)) return;
    sent = Math.max(sent, now.position);
    if (isNews || performance.now() >= heartbeatAt) heartbeatAt = performance.now() + heartbeatMs;
    await pause(quietMs, undefined, { signal }).catch(() => undefined);
    await bell.after(seen, Math.max(0, heartbeatAt - performance.now()), signal);
    seen = bell.count;
  }
}

/** The same as server-sent events. */
export async function* syncEvents(following: Following): AsyncGenerator<string> {
  yield ': the sync as it moves\n\n';
  for await (const state of followSync(following))
    yield state === null ? ': still here\n\n' : formatEvent(state);
}
