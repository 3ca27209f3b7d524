import { dropOldTables } from './drop-old.ts';
import { makeNextIndex, tableNames } from './make-tables.ts';
import { noteRebuild } from './rebuild.ts';
import { giveUp, projectionsOf, type RebuildTools, type Work, type WorkState } from './rebuild-work.ts';
import { swap } from './swap.ts';

/** `isOver`: the work is to be put down, whatever became of it. */
export type Step = { readonly next: 'more' | 'idle'; readonly isOver?: true };

/** One step of a rebuild: a batch, an index, an attempt to swap. @throws RebuildLost, LeadLost */
export const takeStep = async (tools: RebuildTools, work: Work): Promise<Step> => {
  const { rebuild } = work;
  const { isCancelled } = await noteRebuild(tools.pool, rebuild);
  if (isCancelled && work.state !== 'swapped') {
    await giveUp(tools, { rebuild, state: 'cancelled' });
    return { next: 'more', isOver: true };
  }
  switch (work.state) {
    case 'loading':
      if (!(await project(work))) await enter(tools, work, 'indexing');
      return { next: 'more' };
    case 'indexing':
      return index(tools, work);
    case 'catching-up':
      return (await project(work)) ? { next: 'more' } : takePlace(tools, work);
    case 'swapped':
      await dropOldTables(tools.pool, rebuild);
      tools.log.info({ rebuildId: rebuild.rebuildId, projections: rebuild.projections }, 'rebuild done');
      return { next: 'idle', isOver: true };
  }
};

/** A batch of each. False when none had any more. */
const project = async ({ rows }: Work): Promise<boolean> => {
  const moved = await Promise.all(rows.map((next) => next.project()));
  return moved.includes(true);
};

const index = async (tools: RebuildTools, work: Work): Promise<Step> => {
  const made = await makeNextIndex(tools.pool, work.rebuild, projectionsOf(tools, work.rebuild));
  if (made === null) await enter(tools, work, 'catching-up');
  else tools.log.debug({ index: made }, 'index made');
  return { next: 'more' };
};

const whyNot = {
  busy: 'a reader holds the tables',
  behind: 'the log is growing',
  changed: 'the tables were changed',
} as const;

const takePlace = async (tools: RebuildTools, work: Work): Promise<Step> => {
  const { pool, log, onSwapped } = tools;
  const { rebuild, rows } = work;
  const { rebuildId, projections } = rebuild;
  const outcome = await swap({ pool, rebuild, rows, tables: tableNames(projectionsOf(tools, rebuild)) });
  if (outcome === 'swapped') {
    work.state = 'swapped';
    log.info({ rebuildId, projections }, 'rebuilt rows serve now');
    onSwapped?.(projections);
    return { next: 'more' };
  }
  log.warn({ rebuildId, outcome }, 'swap has to wait');
  const noted = { reason: whyNot[outcome], swapTried: true };
  if (outcome === 'changed') {
    await noteRebuild(pool, rebuild, { ...noted, state: 'requested' });
    return { next: 'idle', isOver: true };
  }
  await noteRebuild(pool, rebuild, noted);
  return { next: outcome === 'behind' ? 'more' : 'idle' };
};

const enter = async ({ pool, log }: RebuildTools, work: Work, state: WorkState): Promise<void> => {
  await noteRebuild(pool, work.rebuild, { state });
  work.state = state;
  log.info({ rebuildId: work.rebuild.rebuildId, state }, 'rebuild goes on');
};
