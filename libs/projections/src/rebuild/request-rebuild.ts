import { AppError } from '@cadastre/errors';
import { errorCode, type Queryable } from '@cadastre/postgres';
import type { AnyProjection } from '../projection.ts';
import type { RebuildState } from './rebuild.ts';

/** There is one at a time: its tables have one place, and two would take each other's time. */
export class RebuildUnderWay extends AppError {
  override readonly kind = 'conflict';
  override readonly code = 'rebuild-under-way';
  override readonly title = 'A rebuild is under way';
  constructor(facts: { rebuildId: number; projections: readonly string[]; state: RebuildState }) {
    super(
      `Rebuild ${facts.rebuildId} of ${facts.projections.join(', ')} is under way (${facts.state}); there is one at a time`,
      facts,
      { hint: 'Follow it with `npm run cadastre -- rebuild --status`, or end it with `rebuild --cancel`.' },
    );
  }
}

/** Has no rows yet, or none that could be made anew. */
export class NothingToRebuild extends AppError {
  override readonly kind = 'conflict';
  override readonly code = 'nothing-to-rebuild';
  override readonly title = 'There is nothing to rebuild';
  constructor(facts: { projection: string; reason: string }) {
    super(`${facts.projection} cannot be rebuilt: ${facts.reason}`, facts);
  }
}

type Request = { readonly projections: readonly AnyProjection[]; readonly requestedBy: string };

/**
 * Asks for the rows of these projections to be made anew and to take the old ones' place all at once. A projector does it.
 * @returns the id of the rebuild
 * @throws RebuildUnderWay, NothingToRebuild
 */
export const requestRebuild = async (
  db: Queryable,
  { projections, requestedBy }: Request,
): Promise<number> => {
  const schema = schemaOf(projections);
  await requireRows(db, projections);
  try {
    const { rows } = await db.query<{ id: number }>(
      /* sql */ `
      insert into projections.rebuilds (schema_name, projections, versions, requested_by) values ($1, $2, $3, $4)
      returning rebuild_id::float8 as id`,
      [schema, projections.map(({ name }) => name), projections.map(({ version }) => version), requestedBy],
    );
    return rows[0]?.id ?? 0;
  } catch (error) {
    if (errorCode(error) !== '23505') throw error;
    throw new RebuildUnderWay(await underWay(db));
  }
};

const schemaOf = (projections: readonly AnyProjection[]): string => {
  const schemas = new Set<string>();
  for (const { name, tables } of projections) {
    if (tables === undefined) throw new NothingToRebuild({ projection: name, reason: 'it has no tables' });
    schemas.add(tables.schema);
  }
  const [schema, ...others] = schemas;
  if (schema === undefined || others.length > 0) throw new Error('A rebuild is of tables of one schema');
  return schema;
};

const requireRows = async (db: Queryable, projections: readonly AnyProjection[]): Promise<void> => {
  const { rows } = await db.query<{ name: string; version: number }>(
    'select name, version from projections.checkpoints where name = any($1)',
    [projections.map(({ name }) => name)],
  );
  for (const { name, version } of projections) {
    const row = rows.find((known) => known.name === name);
    if (row === undefined)
      throw new NothingToRebuild({ projection: name, reason: 'it was never projected here' });
    if (row.version > version) {
      const reason = `its rows are of version ${row.version}, made by a newer release than this one`;
      throw new NothingToRebuild({ projection: name, reason });
    }
  }
};

const underWay = async (
  db: Queryable,
): Promise<{ rebuildId: number; projections: string[]; state: RebuildState }> => {
  const { rows } = await db.query<{ rebuildId: number; projections: string[]; state: RebuildState }>(
    `select rebuild_id::float8 as "rebuildId", projections, state from projections.rebuilds where finished_at is null`,
  );
  return rows[0] ?? { rebuildId: 0, projections: [], state: 'done' };
};

/** After a failure the same is not tried again at once. */
const pauseAfterFailure = '10 minutes';

/** Asks for those projections whose version grew; does nothing when there is none, or a rebuild is under way. */
export const requestGrown = async (db: Queryable, projections: readonly AnyProjection[]): Promise<void> => {
  const rebuildable = projections.filter(({ tables }) => tables !== undefined);
  const { rows } = await db.query<{ name: string }>(
    /* sql */ `
    select name from projections.checkpoints join unnest($1::text[], $2::int[]) as ours(name, wanted) using (name)
     where version < wanted and (position > 0 or lane_count is not null)
       and not exists (select from projections.rebuilds where finished_at is null)
       and not exists (select from projections.rebuilds
                        where state in ('failed', 'cancelled') and finished_at > clock_timestamp() - $3::interval
                          and (name, wanted) in (select * from unnest(projections, versions)))`,
    [rebuildable.map(({ name }) => name), rebuildable.map(({ version }) => version), pauseAfterFailure],
  );
  if (rows.length === 0) return;
  const grown = rebuildable.filter(({ name }) => rows.some((row) => row.name === name));
  await requestRebuild(db, { projections: grown, requestedBy: 'version' }).catch((error: unknown) => {
    if (!(error instanceof RebuildUnderWay)) throw error; // another process was faster
  });
};

/** Ends the rebuild under way; what serves stays as it is. False when there is none, or it has swapped already. */
export const cancelRebuild = async (db: Queryable): Promise<boolean> => {
  const { rowCount } = await db.query(
    "update projections.rebuilds set is_cancelled = true where finished_at is null and state <> 'swapped'",
  );
  return rowCount === 1;
};
