import { eventCategories } from '@cadastre/events';
import type { Queryable } from '@cadastre/postgres';
import { laneCountOf, type LanePositions } from '../kafka/lane-positions.ts';

/** Where the relay stands, for those who hold what they got from Kafka against it. */
export type RelayState = {
  /** Brokers have acknowledged all up to here. */
  readonly position: number;
  /** No event of a lane lies between its positions and the relay's. Empty until Kafka was used. */
  readonly lanePositions: LanePositions;
  readonly epoch: number;
};

export const readRelayState = async (db: Queryable): Promise<RelayState> => {
  const { rows } = await db.query<{ position: number; lane_positions: LanePositions; epoch: number }>({
    name: 'event_bus.read_relay',
    text: `select position::float8, lane_positions, epoch::float8 from event_bus.relay`,
  });
  const { position = 0, lane_positions = {}, epoch = 0 } = rows[0] ?? {};
  return { position, lanePositions: lane_positions, epoch };
};

/**
 * Has the relay send again everything after a position, for consumers of others that lost it. Ours drop what they
 * have. What was in no topic any more then is in them twice.
 *
 * @returns where it stood
 */
export const rewindRelay = async (db: Queryable, position: number): Promise<RelayState> => {
  const before = await readRelayState(db);
  // A new epoch: what the present leader has in hand can no longer move the checkpoint.
  await db.query(
    /* sql */ `
    update event_bus.relay
       set position = least(position, $1::bigint), owner = null, epoch = epoch + 1, lease_expires_at = '-infinity',
           lane_positions = event_bus.lanes_at(least(position, $1::bigint), $2, $3)
     where lane_positions <> '{}'`,
    [position, laneCountOf(before.lanePositions), eventCategories],
  );
  return before;
};
