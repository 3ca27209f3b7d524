import { isTransient } from '@cadastre/postgres';
import { dropLeftovers } from './drop-old.ts';
import { makeTables } from './make-tables.ts';
import { resumeNextRows, type NextRows } from './next-rows.ts';
import { RebuildLost, type Rebuild } from './rebuild.ts';
import { giveUp, projectionsOf, type RebuildTools, type Work } from './rebuild-work.ts';
import { requestGrown } from './request-rebuild.ts';
import { takeRebuild } from './take-rebuild.ts';

type Candidate = { readonly owner: string; readonly leaseMs: number };

/**
 * Takes the rebuild that waits for somebody, from its beginning or from where it was left; nothing when there is none. Then, what
 * rebuilds that were given up have left is dropped.
 */
export const takeUp = async (tools: RebuildTools, candidate: Candidate): Promise<Work | undefined> => {
  const { pool, projections, log } = tools;
  await requestGrown(pool, projections);
  const versions = new Map(projections.map(({ name, version }) => [name, version]));
  const rebuild = await takeRebuild(pool, { ...candidate, versions });
  if (rebuild === null) {
    await tidy(tools);
    return undefined;
  }
  const { rebuildId, state } = rebuild;
  log.info({ rebuildId, projections: rebuild.projections, state }, 'rebuild taken up');
  if (state === 'swapped') return { rebuild, state, rows: [] };
  if (state === 'requested') return begin(tools, rebuild);
  const rows = await resume(tools, rebuild);
  return rows === null ? begin(tools, rebuild) : { rebuild, state, rows };
};

const tidy = async ({ pool, projections, log }: RebuildTools): Promise<void> => {
  for (const schema of new Set(projections.flatMap(({ tables }) => tables?.schema ?? [])))
    if (await dropLeftovers(pool, schema)) log.warn({ schema }, 'leftovers of a rebuild dropped');
};

const begin = async (tools: RebuildTools, rebuild: Rebuild): Promise<Work | undefined> => {
  const { pool, log, sourceOf } = tools;
  const projections = projectionsOf(tools, rebuild);
  const heads = await Promise.all(projections.map((one) => sourceOf(one, rebuild.projections).head()));
  const head = Math.max(0, ...heads);
  try {
    await makeTables(pool, rebuild, { projections, head });
  } catch (error) {
    if (isTransient(error) || error instanceof RebuildLost) throw error;
    await giveUp(tools, { rebuild, state: 'failed', cause: error });
    return undefined;
  }
  const rows = await resume(tools, rebuild);
  if (rows === null) throw new RebuildLost(rebuild);
  log.info({ rebuildId: rebuild.rebuildId, head }, 'rebuild begins at position 0');
  return { rebuild, state: 'loading', rows };
};

const resume = (tools: RebuildTools, rebuild: Rebuild): Promise<NextRows[] | null> => {
  const { pool, log, batchSize = 2_000, sourceOf } = tools;
  return resumeNextRows(rebuild, {
    pool,
    log,
    batchSize,
    projections: projectionsOf(tools, rebuild),
    sourceOf: (projection) => sourceOf(projection, rebuild.projections),
  });
};
