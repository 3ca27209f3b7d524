import type { Queryable } from '@cadastre/postgres';

/** Which projection, in which version, on whose behalf. */
export type Candidate = {
  readonly name: string;
  readonly version: number;
  readonly owner: string;
  readonly leaseMs: number;
};

/** The right to write a projection's rows, and where they stand. */
export type Lead = {
  readonly name: string;
  readonly epoch: number;
  readonly leaseMs: number;
  readonly position: number;
  /** Of the rows; lower than the projection's when they have to be made anew. */
  readonly version: number;
  /** Lanes that the projection is still divided into; null once the leader's position says all. */
  readonly laneCount: number | null;
};

/** Another projector leads now. Nothing was written. */
export class LeadLost extends Error {
  constructor({ name, epoch }: { name: string; epoch: number }) {
    super(`Projection ${name} is led by another projector: epoch ${epoch} is over`);
    this.name = 'LeadLost';
  }
}

/**
 * Takes the lead when nobody has it, or its lease ran out, or nobody serves the lanes any more; null while another one
 * leads. Rows of a newer release
 * are left alone: in a rolling upgrade the older process stands by.
 */
export const acquireLead = async (db: Queryable, candidate: Candidate): Promise<Lead | null> => {
  const { name, version, owner, leaseMs } = candidate;
  await db.query(
    'insert into projections.checkpoints (name, version) values ($1, $2) on conflict (name) do nothing',
    [name, version],
  );
  const { rows } = await db.query<{
    epoch: number;
    position: number;
    version: number;
    laneCount: number | null;
  }>(
    /* sql */ `
    update projections.checkpoints
       set owner = $2, epoch = epoch + 1, lanes_held_until = null,
           lease_expires_at = clock_timestamp() + make_interval(secs => $3::float8 / 1000)
     where name = $1 and version <= $4
       and (owner is null or owner = $2 or least(lease_expires_at, lanes_held_until) <= clock_timestamp())
    returning epoch, position, version, lane_count as "laneCount"`,
    [name, owner, leaseMs, version],
  );
  const row = rows[0];
  if (row === undefined) return null;
  const { laneCount } = row;
  return {
    name,
    leaseMs,
    epoch: Number(row.epoch),
    position: Number(row.position),
    version: row.version,
    laneCount,
  };
};

/**
 * Keeps the lead, unless the rows stand behind it: then the database has crashed, and with it went commits that nobody
 * waited for. A leader without work would not notice.
 * @throws LeadLost
 */
export const renewLead = async (db: Queryable, { name, epoch, position, leaseMs }: Lead): Promise<void> => {
  const { rowCount } = await db.query({
    name: 'projections.renew',
    text: /* sql */ `
      update projections.checkpoints
         set lease_expires_at = clock_timestamp() + make_interval(secs => $4::float8 / 1000)
       where name = $1 and epoch = $2 and position >= $3`,
    values: [name, epoch, position, leaseMs],
  });
  if (rowCount !== 1) throw new LeadLost({ name, epoch });
};

/** So that another one need not wait for the lease to run out. */
export const releaseLead = async (db: Queryable, { name, epoch }: Lead): Promise<void> => {
  await db.query(
    /* sql */ `
    update projections.checkpoints set owner = null, lease_expires_at = '-infinity'
     where name = $1 and epoch = $2`,
    [name, epoch],
  );
};

/**
 * Moves the checkpoint by compare-and-set, in the transaction that wrote the rows: rows of a projector that was
 * replaced meanwhile are rolled back with it, and no event is ever applied twice.
 * @throws LeadLost
 */
export const advance = async (tx: Queryable, lead: Lead, position: number): Promise<Lead> => {
  const { name, epoch, leaseMs } = lead;
  const { rowCount } = await tx.query({
    name: 'projections.advance',
    text: /* sql */ `
      update projections.checkpoints
         set position = $4, updated_at = clock_timestamp(),
             lease_expires_at = clock_timestamp() + make_interval(secs => $5::float8 / 1000)
       where name = $1 and epoch = $2 and position = $3`,
    values: [name, epoch, lead.position, position, leaseMs],
  });
  if (rowCount !== 1) throw new LeadLost({ name, epoch });
  return { ...lead, position };
};
