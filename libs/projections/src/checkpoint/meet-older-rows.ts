import type pg from 'pg';
import type { AnyProjection } from '../projection.ts';
import { LeadLost, type Lead } from './lead.ts';

/**
 * Rows of an older version go on serving, and are kept up to the log, until a rebuild has made them anew beside: an event
 * that cannot be applied to them parks its key until then. Where no event was projected yet there is nothing to make anew.
 */
export const meetOlderRows = async (pool: pg.Pool, projection: AnyProjection, lead: Lead): Promise<Lead> => {
  const { name, version } = projection;
  if (lead.position > 0 || lead.laneCount !== null) {
    if (projection.tables !== undefined) return lead;
    throw new Error(
      `Projection ${name} has rows of version ${lead.version} and cannot be rebuilt: it names no tables`,
    );
  }
  const { rowCount } = await pool.query(
    'update projections.checkpoints set version = $3 where name = $1 and epoch = $2 and position = 0',
    [name, lead.epoch, version],
  );
  if (rowCount !== 1) throw new LeadLost(lead);
  return { ...lead, version };
};
