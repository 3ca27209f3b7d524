import type { Queryable } from '@cadastre/postgres';
import type { Rebuild, UnfinishedState } from './rebuild.ts';

type Candidate = {
  readonly owner: string;
  readonly leaseMs: number;
  /** Of the projections that this process has. */
  readonly versions: ReadonlyMap<string, number>;
};

type Row = {
  rebuildId: number;
  schema: string;
  projections: string[];
  versions: number[];
  state: UnfinishedState;
};

/**
 * The rebuild under way, when nobody is at it and its rows are of the versions that this process makes. One that makes
 * older rows than ours is ended: a newer release asks for its own.
 */
export const takeRebuild = async (db: Queryable, candidate: Candidate): Promise<Rebuild | null> => {
  const { rows } = await db.query<Row>(/* sql */ `
    select rebuild_id::float8 as "rebuildId", schema_name as schema, projections, versions, state
      from projections.rebuilds where finished_at is null`);
  const [row] = rows;
  if (row === undefined) return null;
  const fit = fitOf(row, candidate.versions);
  if (fit === 'older') await supersede(db, row.rebuildId);
  return fit === 'same' || row.state === 'swapped' ? acquire(db, row, candidate) : null;
};

const fitOf = (
  { projections, versions, state }: Row,
  ours: ReadonlyMap<string, number>,
): 'same' | 'older' | 'newer' => {
  const differences = projections.map((name, n) => (ours.get(name) ?? -Infinity) - (versions[n] ?? 0));
  if (differences.every((difference) => difference === 0)) return 'same';
  return state !== 'swapped' && differences.every((difference) => difference >= 0) ? 'older' : 'newer';
};

const supersede = async (db: Queryable, rebuildId: number): Promise<void> => {
  await db.query(
    /* sql */ `
    update projections.rebuilds
       set state = 'superseded', finished_at = clock_timestamp(), epoch = nextval('projections.rebuild_epochs'),
           reason = 'a newer release makes the rows in another version'
     where rebuild_id = $1 and finished_at is null and state <> 'swapped'`,
    [rebuildId],
  );
};

const acquire = async (db: Queryable, row: Row, { owner, leaseMs }: Candidate): Promise<Rebuild | null> => {
  const { rows } = await db.query<{ epoch: number; state: UnfinishedState }>(
    /* sql */ `
    update projections.rebuilds
       set owner = $2, epoch = nextval('projections.rebuild_epochs'),
           lease_expires_at = clock_timestamp() + make_interval(secs => $3::float8 / 1000)
     where rebuild_id = $1 and finished_at is null
       and (owner is null or owner = $2 or lease_expires_at <= clock_timestamp())
    returning epoch::float8, state`,
    [row.rebuildId, owner, leaseMs],
  );
  return rows[0] === undefined ? null : { ...row, ...rows[0], owner, leaseMs };
};

/** So that another process need not wait for the lease to run out. */
export const releaseRebuild = async (db: Queryable, { rebuildId, epoch }: Rebuild): Promise<void> => {
  await db.query(
    /* sql */ `
    update projections.rebuilds set owner = null, lease_expires_at = '-infinity'
     where rebuild_id = $1 and epoch = $2`,
    [rebuildId, epoch],
  );
};
