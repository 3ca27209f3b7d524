import type { Queryable } from '@cadastre/postgres';
import { highestByLane } from '../kafka/lane-positions.ts';
import type { LaneChain } from './lane-chain.ts';
import { endsLead, relayColumns, relayStateOf, type RelayRow } from './relay-state.ts';

export type RelayCandidate = { readonly owner: string; readonly leaseMs: number; readonly lanes: number };

/** The right to move the relay's checkpoint, and where that stands. */
export type RelayLead = LaneChain & { readonly epoch: number; readonly leaseMs: number };

/** Another process carries the log now. Nothing was moved; what was sent is in the topics twice. */
export class RelayLeadLost extends Error {
  constructor({ epoch }: RelayLead) {
    super(`Another process leads the relay: epoch ${epoch} is over`);
    this.name = 'RelayLeadLost';
  }
}

/**
 * Takes the lead when nobody has it, or its lease ran out; null while another one leads. With another number of lanes
 * than before, all lanes begin at the relay's position: then none of them has an event in between, which is all that
 * a lane's position says.
 */
export const acquireRelayLead = async (
  db: Queryable,
  { owner, leaseMs, lanes }: RelayCandidate,
): Promise<RelayLead | null> => {
  const { rows } = await db.query<RelayRow>(
    /* sql */ `
    update event_bus.relay
       set owner = $1, epoch = epoch + 1,
           lease_expires_at = clock_timestamp() + make_interval(secs => $2::float8 / 1000),
           lane_positions = case when cardinality(lane_positions) = $3 then lane_positions
                                 else array_fill(position, array[$3::int]) end
     where owner is null or owner = $1 or lease_expires_at <= clock_timestamp()
    returning ${relayColumns}`,
    [owner, leaseMs, lanes],
  );
  const row = rows[0];
  if (row === undefined) return null;
  return { ...relayStateOf(row), leaseMs };
};

/**
 * Keeps the lead, unless the checkpoint stands behind it: then the database has crashed, and with it went a commit that
 * nobody waited for. A leader without work would not notice.
 * @throws RelayLeadLost
 */
export const renewRelayLead = async (db: Queryable, lead: RelayLead): Promise<void> => {
  const { rowCount } = await db.query(
    `update event_bus.relay set lease_expires_at = clock_timestamp() + make_interval(secs => $2::float8 / 1000)
      where epoch = $1 and position >= $3`,
    [lead.epoch, lead.leaseMs, lead.position],
  );
  if (rowCount !== 1) throw new RelayLeadLost(lead);
};

/** So that another one need not wait for the lease to run out. */
export const releaseRelayLead = async (db: Queryable, { epoch }: RelayLead): Promise<void> => {
  await db.query(`update event_bus.relay set owner = null, lease_expires_at = '-infinity' where epoch = $1`, [
    epoch,
  ]);
};

/**
 * Takes the lead from whoever has it: a page in hand moves nothing any more and is sent again by the next leader, which
 * reads anew all that a leader keeps.
 */
export const endRelayLead = async (db: Queryable): Promise<void> => {
  await db.query(`update event_bus.relay set ${endsLead}`);
};

/**
 * Moves the checkpoint by compare-and-set, after the brokers have acknowledged. It does not wait for the disk: should the
 * database crash within that moment, the page is sent once more, and dropped by position. Whoever builds on the checkpoint
 * commits after it, and a commit that waits takes along all before it.
 * @throws RelayLeadLost
 */
export const advanceRelay = async (db: Queryable, lead: RelayLead, chain: LaneChain): Promise<RelayLead> => {
  const { rowCount } = await db.query({
    name: 'event_bus.advance',
    text: /* sql */ `
      with at_leisure as materialized (select set_config('synchronous_commit', 'off', true))
      update event_bus.relay
         set position = $3, lane_positions = $4::bigint[], category_positions = $5::jsonb, updated_at = clock_timestamp(),
             lease_expires_at = clock_timestamp() + make_interval(secs => $6::float8 / 1000)
       where epoch = $1 and position = $2 and (select count(*) from at_leisure) = 1`,
    values: [
      lead.epoch,
      lead.position,
      chain.position,
      highestByLane(chain.lanePositions),
      JSON.stringify(chain.lanePositions),
      lead.leaseMs,
    ],
  });
  if (rowCount !== 1) throw new RelayLeadLost(lead);
  return { ...lead, ...chain };
};
