import type { SyncActivity } from '@cadastre/events';
import type { ActivityStep } from './introspection-step.ts';

type Running = { items: number; reported: number; total: number | null };

/** Keeps count of what runs side by side, and tells it as steps. */
export class ActivityBoard {
  readonly #running = new Map<SyncActivity, Running>();

  start(activity: SyncActivity, total: number | null): ActivityStep {
    this.#running.set(activity, { items: 0, reported: 0, total });
    return { type: 'activity', activity, state: 'started', items: 0, total };
  }

  add(activity: SyncActivity, items: number): void {
    const running = this.#running.get(activity);
    if (running !== undefined) running.items += items;
  }

  /** Those that moved since the last call. */
  progress(): ActivityStep[] {
    return [...this.#running].flatMap(([activity, running]) => {
      if (running.items === running.reported) return [];
      running.reported = running.items;
      return [
        {
          type: 'activity' as const,
          activity,
          state: 'running' as const,
          items: running.items,
          total: running.total,
        },
      ];
    });
  }

  complete(activity: SyncActivity): ActivityStep {
    const { items = 0 } = this.#running.get(activity) ?? {};
    this.#running.delete(activity);
    return { type: 'activity', activity, state: 'completed', items, total: items };
  }
}
