import type pg from 'pg';
import type { Log } from '@cadastre/service-runtime';
import type { EventSource } from '../event-source.ts';
import type { AnyProjection } from '../projection.ts';
import type { NextRows } from './next-rows.ts';
import { noteRebuild, type Rebuild, type UnfinishedState } from './rebuild.ts';

/** With what a rebuild is done. */
export type RebuildTools = {
  /** Connections as the application role; uses one for each projection that is rebuilt, and one more. */
  readonly pool: pg.Pool;
  /** All that this process knows, in the versions that it makes. */
  readonly projections: readonly AnyProjection[];
  /** Where a projection's events come from while those named are rebuilt together. */
  readonly sourceOf: (projection: AnyProjection, rebuilt: readonly string[]) => EventSource;
  /** After a swap: queries see the new rows of these projections. */
  readonly onSwapped?: (projections: readonly string[]) => void;
  readonly log: Log;
  /** Most events of one transaction; default 2,000. */
  readonly batchSize?: number;
};

export type WorkState = Exclude<UnfinishedState, 'requested'>;

/** A rebuild in this process' hands. */
export type Work = { readonly rebuild: Rebuild; state: WorkState; readonly rows: readonly NextRows[] };

export const projectionsOf = (
  { projections }: Pick<RebuildTools, 'projections'>,
  rebuild: Rebuild,
): AnyProjection[] => projections.filter(({ name }) => rebuild.projections.includes(name));

/** What serves stays as it is. @throws RebuildLost */
export const giveUp = async (
  { pool, log }: Pick<RebuildTools, 'pool' | 'log'>,
  { rebuild, state, cause }: { rebuild: Rebuild; state: 'failed' | 'cancelled'; cause?: unknown },
): Promise<void> => {
  const reason = cause instanceof Error ? cause.message : state;
  await noteRebuild(pool, rebuild, { state, reason });
  log[state === 'failed' ? 'error' : 'warn']({ rebuildId: rebuild.rebuildId, reason }, `rebuild ${state}`);
};
