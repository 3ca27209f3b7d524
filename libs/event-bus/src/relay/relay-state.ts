import { eventCategories } from '@cadastre/events';
import type { Queryable } from '@cadastre/postgres';
import { highestByLane, type LanePositions } from '../kafka/lane-positions.ts';

/** Where the relay stands, for those who hold what they got from Kafka against it. */
export type RelayState = {
  /** Brokers have acknowledged all up to here. */
  readonly position: number;
  /** No event of a lane lies between its positions and the relay's. Empty until Kafka was used. */
  readonly lanePositions: LanePositions;
  readonly epoch: number;
};

export type RelayRow = {
  position: number;
  lane_positions: number[];
  category_positions: LanePositions;
  epoch: number;
};
export const relayColumns =
  'position::float8, lane_positions::float8[], category_positions, epoch::float8' as const;

/**
 * What an update sets so that nobody leads. A new epoch: what the present leader has in hand can no longer move the
 * checkpoint.
 */
export const endsLead = "owner = null, epoch = epoch + 1, lease_expires_at = '-infinity'" as const;

export const relayStateOf = ({
  position,
  lane_positions,
  category_positions,
  epoch,
}: RelayRow): RelayState => ({
  position,
  lanePositions: believed(category_positions, lane_positions),
  epoch,
});

/** Where something was written that knows no categories, its positions hold for each of them. */
const believed = (byCategory: LanePositions, all: readonly number[]): LanePositions => {
  const highest = highestByLane(byCategory);
  const isKeptUp = highest.length === all.length && highest.every((position, lane) => position === all[lane]);
  if (isKeptUp) return byCategory;
  return Object.fromEntries(eventCategories.map((category) => [category, all]));
};

export const readRelayState = async (db: Queryable): Promise<RelayState> => {
  const { rows } = await db.query<RelayRow>({
    name: 'event_bus.read_relay',
    text: `select ${relayColumns} from event_bus.relay`,
  });
  const [row] = rows;
  return row === undefined ? { position: 0, lanePositions: {}, epoch: 0 } : relayStateOf(row);
};

/**
 * Has the relay send again everything after a position, for consumers of others that lost it. Ours drop what they
 * have. What was in no topic any more then is in them twice.
 *
 * @returns where it stood
 */
export const rewindRelay = async (db: Queryable, position: number): Promise<RelayState> => {
  const before = await readRelayState(db);
  await db.query(
    /* sql */ `
    update event_bus.relay
       set position = least(position, $1::bigint), ${endsLead},
           lane_positions = array_fill(least(position, $1::bigint), array[cardinality(lane_positions)]),
           category_positions = '{}'
     where cardinality(lane_positions) > 0`,
    [position],
  );
  return before;
};
