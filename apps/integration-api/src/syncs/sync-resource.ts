import type { Sync } from '@cadastre/api-contract';
import type { SyncView } from '@cadastre/catalog-read-model';

/** A sync as it is answered. */
export const syncResource = ({ position: _, ...view }: SyncView): Sync =>
  ({ ...view, percent: percentOf(view) }) as unknown as Sync;

/** Of the whole: every activity weighs the same, and what was skipped is done. 100 only when all of it is. */
const percentOf = ({ status, activities }: Pick<SyncView, 'status' | 'activities'>): number => {
  if (status === 'COMPLETED') return 100;
  if (activities.length === 0) return 0;
  const done = activities.map(({ state, percent }) => (state === 'skipped' ? 100 : (percent ?? 0)));
  const mean = done.reduce((sum, percent) => sum + percent, 0) / activities.length;
  return Math.min(99, Math.floor(mean));
};
