import type { LoggedEvent } from '@cadastre/events';
import type pg from 'pg';
import type { Lead } from '../checkpoint/lead.ts';
import type { EventSource } from '../event-source.ts';
import type { AnyProjection } from '../projection.ts';
import { applyToLanes } from './apply-to-lanes.ts';
import { readForLanes } from './from-log.ts';
import { closeLevelLanes, readLanes } from './lane-rows.ts';

export type LevelLanes = {
  readonly pool: pg.Pool;
  readonly source: EventSource;
  readonly projection: AnyProjection;
  readonly lead: Lead;
  readonly laneOf: (event: LoggedEvent, laneCount: number) => number;
  readonly limit: number;
};

/**
 * Takes lanes back, one page of the log at a time: brings those behind up to the others, and once all stand at one
 * position ends them, so that the leader goes on from there. Members that still serve a lane do no harm meanwhile.
 *
 * @returns the lead, without lanes when that is done; null when there was nothing to read
 * @throws LeadLost
 */
export const levelLanes = async (work: LevelLanes): Promise<Lead | null> => {
  const { pool, source, projection, lead, limit } = work;
  const closed = await closeLevelLanes(pool, lead);
  if (closed !== null) return closed;
  const lanes = await readLanes(pool, lead.name);
  if (lanes === null) return lead;
  const parts = await readForLanes({
    source,
    types: Object.keys(projection.on),
    laneOf: (event) => work.laneOf(event, lanes.count),
    limit,
    positions: new Map(lanes.positions.map((position, lane) => [lane, position])),
  });
  if (parts.length === 0) return null;
  await applyToLanes({ pool, projection, lanes, parts });
  return lead;
};
