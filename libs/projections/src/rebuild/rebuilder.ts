import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { isTransient } from '@cadastre/postgres';
import { BackgroundService, backgroundLoop, type Log } from '@cadastre/service-runtime';
import { LeadLost } from '../checkpoint/lead.ts';
import type { EventSource } from '../event-source.ts';
import type { AnyProjection } from '../projection.ts';
import { dropLeftovers, dropOldTables } from './drop-old.ts';
import { makeNextIndex, makeTables, tableNames } from './make-tables.ts';
import { resumeNextRows, type NextRows } from './next-rows.ts';
import { noteRebuild, RebuildLost, type Rebuild, type UnfinishedState } from './rebuild.ts';
import { requestGrown } from './request-rebuild.ts';
import { swap } from './swap.ts';
import { releaseRebuild, takeRebuild } from './take-rebuild.ts';

export type RebuilderOptions = {
  /** Connections as the application role; uses one for each projection that is rebuilt, and one more. */
  readonly pool: pg.Pool;
  /** All that this process knows, in the versions that it makes. */
  readonly projections: readonly AnyProjection[];
  /** Where a projection's events come from while those named are rebuilt together. */
  readonly sourceOf: (projection: AnyProjection, rebuilt: readonly string[]) => EventSource;
  /** After a swap: queries see the new rows of these projections. */
  readonly onSwapped?: (projections: readonly string[]) => void;
  readonly log: Log;
  /** Most events of one transaction; default 2,000. */
  readonly batchSize?: number;
  /** How often it looks whether something is to be rebuilt; default 1,000. */
  readonly pollMs?: number;
  /** After so long without a sign another process goes on with the rebuild; default 10,000. */
  readonly leaseMs?: number;
  /** The process, for people; a random part is added. */
  readonly owner?: string;
};

type WorkState = Exclude<UnfinishedState, 'requested'>;
type Work = { readonly rebuild: Rebuild; state: WorkState; readonly rows: readonly NextRows[] };

/**
 * Makes rows anew beside those that serve, and lets them take their place. One process does it; when it dies, another one
 * goes on where it was. What is to be done stands in `projections.rebuilds`.
 */
export class Rebuilder extends BackgroundService {
  override readonly name = 'rebuilder';
  override readonly started: Promise<void>;
  private readonly loop: BackgroundService;
  private readonly renewal: BackgroundService;
  private readonly owner: string;
  private readonly leaseMs: number;
  private work: Work | undefined;
  private stopped: Promise<void> | undefined;

  constructor(private readonly options: RebuilderOptions) {
    super();
    const { log, pollMs = 1_000, leaseMs = 10_000 } = options;
    this.owner = `${options.owner ?? 'rebuilder'}#${randomUUID().slice(0, 8)}`;
    this.leaseMs = leaseMs;
    this.loop = backgroundLoop({
      name: this.name,
      turn: () => this.turn(),
      pollMs,
      log,
    });
    this.renewal = backgroundLoop({
      name: `${this.name} lease`,
      turn: () => this.renew(),
      pollMs: leaseMs / 3,
      log,
    });
    this.started = this.loop.started;
  }

  override start(): void {
    this.loop.start();
    this.renewal.start();
  }

  /** Finishes the batch in hand; another process goes on at once. */
  override stop(): Promise<void> {
    this.stopped ??= this.end();
    return this.stopped;
  }

  private async turn(): Promise<'more' | 'idle'> {
    try {
      this.work ??= await this.take();
      return this.work === undefined ? 'idle' : await this.step(this.work);
    } catch (error) {
      // A commit may have gone through all the same: where it stands is read anew.
      await this.putDown();
      if (!(error instanceof RebuildLost) && !(error instanceof LeadLost)) throw error;
      this.options.log.warn({ reason: error.message }, 'rebuild goes on elsewhere');
      return 'idle';
    }
  }

  private async take(): Promise<Work | undefined> {
    const { pool, projections, log } = this.options;
    await requestGrown(pool, projections);
    const versions = new Map(projections.map(({ name, version }) => [name, version]));
    const rebuild = await takeRebuild(pool, { owner: this.owner, leaseMs: this.leaseMs, versions });
    if (rebuild === null) {
      for (const schema of new Set(projections.flatMap(({ tables }) => tables?.schema ?? [])))
        if (await dropLeftovers(pool, schema)) log.warn({ schema }, 'leftovers of a rebuild dropped');
      return undefined;
    }
    const { rebuildId, state } = rebuild;
    log.info({ rebuildId, projections: rebuild.projections, state }, 'rebuild taken up');
    if (state === 'swapped') return { rebuild, state, rows: [] };
    if (state === 'requested') return this.begin(rebuild);
    const rows = await this.resume(rebuild);
    return rows === null ? this.begin(rebuild) : { rebuild, state, rows };
  }

  private async begin(rebuild: Rebuild): Promise<Work | undefined> {
    const { pool, log } = this.options;
    const projections = this.rebuilt(rebuild);
    const head = Math.max(
      0,
      ...(await Promise.all(
        projections.map((one) => this.options.sourceOf(one, rebuild.projections).head()),
      )),
    );
    try {
      await makeTables(pool, rebuild, { projections, head });
    } catch (error) {
      if (isTransient(error) || error instanceof RebuildLost) throw error;
      await this.giveUp(rebuild, 'failed', error);
      return undefined;
    }
    const rows = await this.resume(rebuild);
    if (rows === null) throw new RebuildLost(rebuild);
    log.info({ rebuildId: rebuild.rebuildId, head }, 'rebuild begins at position 0');
    return { rebuild, state: 'loading', rows };
  }

  private resume(rebuild: Rebuild): Promise<NextRows[] | null> {
    const { pool, log, batchSize = 2_000, sourceOf } = this.options;
    return resumeNextRows(rebuild, {
      pool,
      log,
      batchSize,
      projections: this.rebuilt(rebuild),
      sourceOf: (projection) => sourceOf(projection, rebuild.projections),
    });
  }

  private async step(work: Work): Promise<'more' | 'idle'> {
    const { pool, log } = this.options;
    const { rebuild } = work;
    const { isCancelled } = await noteRebuild(pool, rebuild);
    if (isCancelled && work.state !== 'swapped') {
      await this.giveUp(rebuild, 'cancelled');
      await this.putDown();
      return 'more';
    }
    switch (work.state) {
      case 'loading':
        if (!(await this.project(work))) await this.enter(work, 'indexing');
        return 'more';
      case 'indexing': {
        const index = await makeNextIndex(pool, rebuild, this.rebuilt(rebuild));
        if (index === null) await this.enter(work, 'catching-up');
        else log.debug({ index }, 'index made');
        return 'more';
      }
      case 'catching-up':
        return (await this.project(work)) ? 'more' : this.swap(work);
      case 'swapped':
        await dropOldTables(pool, rebuild);
        log.info({ rebuildId: rebuild.rebuildId, projections: rebuild.projections }, 'rebuild done');
        await this.putDown();
        return 'idle';
    }
  }

  /** A batch of each. False when none had any more. */
  private async project({ rows }: Work): Promise<boolean> {
    const moved = await Promise.all(rows.map((next) => next.project()));
    return moved.includes(true);
  }

  private async swap(work: Work): Promise<'more' | 'idle'> {
    const { pool, log, onSwapped } = this.options;
    const { rebuild, rows } = work;
    const outcome = await swap({ pool, rebuild, rows, tables: tableNames(this.rebuilt(rebuild)) });
    if (outcome === 'swapped') {
      work.state = 'swapped';
      log.info({ rebuildId: rebuild.rebuildId, projections: rebuild.projections }, 'rebuilt rows serve now');
      onSwapped?.(rebuild.projections);
      return 'more';
    }
    log.warn({ rebuildId: rebuild.rebuildId, outcome }, 'swap has to wait');
    const reason = {
      busy: 'a reader holds the tables',
      behind: 'the log is growing',
      changed: 'the tables were changed',
    };
    await noteRebuild(pool, rebuild, {
      reason: reason[outcome],
      swapTried: true,
      ...(outcome === 'changed' && { state: 'requested' as const }),
    });
    if (outcome === 'changed') await this.putDown();
    return outcome === 'behind' ? 'more' : 'idle';
  }

  private async enter(work: Work, state: WorkState): Promise<void> {
    await noteRebuild(this.options.pool, work.rebuild, { state });
    work.state = state;
    this.options.log.info({ rebuildId: work.rebuild.rebuildId, state }, 'rebuild goes on');
  }

  private async giveUp(rebuild: Rebuild, state: 'failed' | 'cancelled', cause?: unknown): Promise<void> {
    const reason = cause instanceof Error ? cause.message : state;
    await noteRebuild(this.options.pool, rebuild, { state, reason });
    this.options.log[state === 'failed' ? 'error' : 'warn'](
      { rebuildId: rebuild.rebuildId, reason },
      `rebuild ${state}`,
    );
  }

  private rebuilt({ projections }: Rebuild): AnyProjection[] {
    return this.options.projections.filter(({ name }) => projections.includes(name));
  }

  private async renew(): Promise<'idle'> {
    const { work } = this;
    if (work === undefined) return 'idle';
    await noteRebuild(this.options.pool, work.rebuild).catch((error: unknown) => {
      if (!(error instanceof RebuildLost)) throw error; // the step in hand finds out by itself
    });
    return 'idle';
  }

  private async putDown(): Promise<void> {
    const { work } = this;
    this.work = undefined;
    await Promise.all((work?.rows ?? []).map((next) => next.drain()));
  }

  private async end(): Promise<void> {
    await this.loop.stop();
    await this.renewal.stop();
    const { work } = this;
    await this.putDown();
    if (work === undefined) return;
    await releaseRebuild(this.options.pool, work.rebuild).catch((err: unknown) => {
      this.options.log.warn({ err }, 'rebuild could not be handed over; its lease will run out');
    });
  }
}

export const createRebuilder = (options: RebuilderOptions): Rebuilder => new Rebuilder(options);
