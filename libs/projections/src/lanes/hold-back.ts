import type { Queryable } from '@cadastre/postgres';
import { readPosition } from '../checkpoint/read-checkpoints.ts';
import type { LanePart } from './apply-to-lanes.ts';
import { readLanes } from './lane-rows.ts';

/** Events of these types wait until another projection has come as far in their lane. */
export type Behind = { readonly projection: string; readonly types: readonly string[] };

/** The parts, of so many lanes, each cut before the first event that has to wait. */
export const holdBack = async (
  db: Queryable,
  behind: Behind,
  { parts, laneCount }: { readonly parts: readonly LanePart[]; readonly laneCount: number },
): Promise<readonly LanePart[]> => {
  if (!parts.some(({ events }) => events.some(({ type }) => behind.types.includes(type)))) return parts;
  const others = await readLanes(db, behind.projection);
  // Lanes of another number are other lanes: then the last of them decides.
  const byLane = others?.count === laneCount ? others.positions : [];
  const everywhere =
    others === null ? await readPosition(db, behind.projection) : Math.min(...others.positions);
  return parts.flatMap((part) => {
    const reached = byLane[part.lane] ?? everywhere;
    const held = part.events.find(({ type, position }) => behind.types.includes(type) && position > reached);
    return held === undefined ? part : cutBefore(part, held.position);
  });
};

const cutBefore = (part: LanePart, position: number): LanePart | [] => {
  const upTo = position - 1;
  if (upTo <= part.after) return [];
  const isBefore = (event: { readonly position: number }): boolean => event.position < position;
  return {
    ...part,
    upTo,
    events: part.events.filter(isBefore),
    unreadable: part.unreadable.filter(isBefore),
  };
};
