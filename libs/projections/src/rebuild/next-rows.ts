import type pg from 'pg';
import type { Log } from '@cadastre/service-runtime';
import { applyPage } from '../apply/apply-page.ts';
import { advance, type Lead } from '../checkpoint/lead.ts';
import type { EventSource } from '../event-source.ts';
import { readParked } from '../parking/parked-wish.ts';
import type { AnyProjection } from '../projection.ts';
import { ReadAhead } from '../read-ahead.ts';
import { nextGeneration, nextName } from './generation.ts';
import type { Rebuild } from './rebuild.ts';

type NextRowsOptions = {
  readonly pool: pg.Pool;
  readonly projection: AnyProjection;
  readonly source: EventSource;
  readonly log: Log;
  readonly batchSize: number;
};

/** The rows of one projection in the making. Nobody is told of them, and their parked keys are nobody's alarm yet. */
export class NextRows {
  /** Of the projection whose rows these will be. */
  readonly name: string;
  private readonly projection: AnyProjection;
  private readonly reader: ReadAhead;

  constructor(
    private readonly options: NextRowsOptions,
    private lead: Lead,
    private readonly parkedKeys: Set<string>,
  ) {
    this.name = options.projection.name;
    this.projection = nextGeneration(options.projection);
    this.reader = new ReadAhead(options.source, Object.keys(this.projection.on), options.batchSize);
  }

  get position(): number {
    return this.lead.position;
  }

  /** One batch. False when the log has no more. @throws LeadLost */
  async project(): Promise<boolean> {
    const { pool, log } = this.options;
    const { projection, lead, parkedKeys } = this;
    const page = await this.reader.read(lead.position);
    if (page.nextPosition <= lead.position) return false;
    if (page.events.length + page.unreadable.length === 0) {
      this.lead = await advance(pool, lead, page.nextPosition);
      return true;
    }
    const applied = await applyPage({ pool, projection, lead, page, parkedKeys });
    this.lead = applied.lead;
    for (const { event, key, cause } of applied.poison) {
      parkedKeys.add(key);
      log.warn(
        { projection: projection.name, key, position: event.position, ...cause },
        'key parked in a rebuild',
      );
    }
    return true;
  }

  drain(): Promise<void> {
    return this.reader.drain();
  }
}

type Resume = Omit<NextRowsOptions, 'projection' | 'source'> & {
  readonly projections: readonly AnyProjection[];
  readonly sourceOf: (projection: AnyProjection) => EventSource;
};

/** Takes over the rows that are being made, wherever an earlier process left them; null when they have to be begun anew. */
export const resumeNextRows = async (rebuild: Rebuild, resume: Resume): Promise<NextRows[] | null> => {
  const { pool, projections, sourceOf } = resume;
  const { epoch, owner, leaseMs } = rebuild;
  const { rows } = await pool.query<{ name: string; version: number; position: number }>(
    /* sql */ `
    update projections.checkpoints
       set owner = $2, epoch = $3, lease_expires_at = clock_timestamp() + make_interval(secs => $4::float8 / 1000)
     where name = any($1) and epoch <= $3
    returning name, version, position::float8`,
    [rebuild.projections.map(nextName), owner, epoch, leaseMs],
  );
  const made: NextRows[] = [];
  for (const projection of projections) {
    const row = rows.find(({ name }) => name === nextName(projection.name));
    if (row?.version !== projection.version) return null;
    const lead = { ...row, epoch, leaseMs, laneCount: null };
    const parked = new Set((await readParked(pool, row.name)).keys);
    made.push(new NextRows({ ...resume, projection, source: sourceOf(projection) }, lead, parked));
  }
  return made;
};
