import type { LoggedEvent } from '@cadastre/events';
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Queryable } from '@cadastre/postgres';
import { BackgroundService, backgroundLoop, type Log, type WakeUp } from '@cadastre/service-runtime';
import { applyPage, type AppliedPage, type Page } from './apply/apply-page.ts';
import { traceProjected } from './apply/trace-projected.ts';
import { acquireLead, advance, LeadLost, releaseLead, renewLead, type Lead } from './checkpoint/lead.ts';
import { readPosition } from './checkpoint/read-checkpoints.ts';
import { meetOlderRows } from './checkpoint/meet-older-rows.ts';
import type { EventSource } from './event-source.ts';
import { levelLanes } from './lanes/level-lanes.ts';
import { areLanesWanted, openLanes } from './lanes/lane-rows.ts';
import { logParked } from './parking/log-parked.ts';
import { adoptParked } from './parking/adopt-parked.ts';
import { readParked } from './parking/parked-wish.ts';
import { tendParked } from './parking/tend-parked.ts';
import type { AnyProjection } from './projection.ts';
import { ReadAhead } from './read-ahead.ts';

export type ProjectorOptions = {
  /** Connections as the application role. A projector uses two at a time. */
  readonly pool: pg.Pool;
  readonly source: EventSource;
  readonly projection: AnyProjection;
  /** Rung when there may be new events. */
  readonly wakeUp?: WakeUp;
  /** After each commit: all up to this position is visible; these keys have new rows. */
  readonly onProjected?: (position: number, touchedKeys: readonly string[]) => void;
  readonly log: Log;
  /** Most events of one transaction; default 500. */
  readonly batchSize?: number;
  /** Default 500. */
  readonly pollMs?: number;
  /** After so long without a sign of the leader a standby takes over; default 5,000. */
  readonly leaseMs?: number;
  /** The process, for people; a random part is added, so that no two projectors ever share a lead. */
  readonly owner?: string;
  /** How to deal with lanes: without it a projection that is divided into lanes cannot be led. */
  readonly lanes?: {
    readonly laneOf: (event: LoggedEvent, laneCount: number) => number;
    /** Near the head of the log the lead is given up for lanes, once there is who serves some. Without it lanes are only taken back. */
    readonly open?: {
      readonly count: number;
      readonly nearPositions: number;
      readonly isServed: () => boolean;
      readonly onHandedOver: () => void;
    };
  };
};

const leastMsBetweenTries = 200;

/**
 * Keeps one projection's rows up to the log. Of all projectors of a projection, in whatever process, one leads and the
 * others stand by.
 */
export class Projector extends BackgroundService {
  override readonly name: string;
  override readonly started: Promise<void>;
  private readonly loop: BackgroundService;
  private readonly renewal: BackgroundService;
  private readonly reader: ReadAhead;
  private readonly owner: string;
  private readonly leaseMs: number;
  private readonly batchSize: number;
  private lead: Lead | undefined;
  private parkedKeys = new Set<string>();
  private triedAt = -Infinity;
  private stopped: Promise<void> | undefined;

  constructor(private readonly options: ProjectorOptions) {
    super();
    const { projection, log, wakeUp, pollMs = 500, leaseMs = 5_000, batchSize = 500 } = options;
    this.name = `projector ${projection.name}`;
    this.owner = `${options.owner ?? 'projector'}#${randomUUID().slice(0, 8)}`;
    this.leaseMs = leaseMs;
    this.batchSize = batchSize;
    this.reader = new ReadAhead(options.source, Object.keys(projection.on), batchSize);
    this.loop = backgroundLoop({
      name: this.name,
      turn: (signal) => this.turn(signal),
      ...(wakeUp && { wakeUp }),
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

  /** Does this projector write the rows just now, as far as it knows? */
  get isLeading(): boolean {
    return this.lead !== undefined;
  }

  override start(): void {
    this.loop.start();
    this.renewal.start();
  }

  /** Finishes the batch in hand and hands over the lead. */
  override stop(): Promise<void> {
    this.stopped ??= this.end();
    return this.stopped;
  }

  /** How far the rows are, whoever writes them. */
  checkpoint(): Promise<number> {
    return readPosition(this.options.pool, this.options.projection.name);
  }

  private async turn(signal: AbortSignal): Promise<'more' | 'idle'> {
    try {
      const lead = (this.lead ??= await this.takeLead());
      if (lead === undefined) return 'idle';
      if (lead.laneCount !== null) return await this.takeLanesBack(lead);
      await this.tendParked(lead, signal);
      if (await this.handOver(lead)) return 'idle';
      return await this.project(lead);
    } catch (error) {
      // A commit may have gone through all the same: what is known of the checkpoint is read anew.
      const { lead } = this;
      this.lead = undefined;
      if (!(error instanceof LeadLost)) throw error;
      this.options.log.warn({ projection: lead?.name, epoch: lead?.epoch }, 'projector lost the lead');
      return 'idle';
    }
  }

  private async takeLanesBack(lead: Lead): Promise<'more' | 'idle'> {
    const { pool, source, projection, lanes, log } = this.options;
    if (lanes === undefined) throw new Error(`Projection ${lead.name} is divided into lanes`);
    const work = { pool, source, projection, lead, laneOf: lanes.laneOf, limit: this.batchSize };
    const levelled = await levelLanes(work);
    if (levelled === null) return 'idle';
    this.lead = levelled;
    if (levelled.laneCount === null) {
      this.parkedKeys = new Set((await readParked(pool, lead.name)).keys);
      log.info({ projection: lead.name, position: levelled.position }, 'lanes taken back');
    }
    return 'more';
  }

  private async handOver(lead: Lead): Promise<boolean> {
    const { pool, source, projection, lanes, log } = this.options;
    // Lanes are of the version that serves them: older rows are led until a rebuild has replaced them.
    if (lanes?.open === undefined || lead.version !== projection.version) return false;
    const { count, nearPositions, isServed, onHandedOver } = lanes.open;
    if ((await source.head()) - lead.position > nearPositions) return false;
    if (!isServed() && !(await areLanesWanted(pool, lead.name))) return false;
    await openLanes(pool, lead, count);
    this.lead = undefined;
    log.info({ projection: lead.name, laneCount: count, position: lead.position }, 'lanes opened');
    onHandedOver();
    return true;
  }

  private async project(lead: Lead): Promise<'more' | 'idle'> {
    const { projection, log } = this.options;
    const page = await this.reader.read(lead.position);
    if (page.nextPosition <= lead.position) return 'idle';
    const startedAt = performance.now();
    const applied = await this.apply(lead, page);
    this.lead = applied.lead;
    for (const { key } of applied.poison) this.parkedKeys.add(key);
    logParked(log, projection.name, applied.poison);
    traceProjected(lead.name, page.events, performance.timeOrigin + startedAt);
    const durationMs = Math.round(performance.now() - startedAt);
    const facts = {
      projection: lead.name,
      position: page.nextPosition,
      events: page.events.length,
      durationMs,
    };
    if (page.events.length > 0) log.debug(facts, 'batch projected');
    this.options.onProjected?.(page.nextPosition, applied.touchedKeys);
    return 'more';
  }

  private async apply(lead: Lead, page: Page): Promise<AppliedPage> {
    const { pool, projection } = this.options;
    if (page.events.length + page.unreadable.length > 0) {
      return applyPage({ pool, projection, lead, page, parkedKeys: this.parkedKeys });
    }
    return { lead: await advance(pool, lead, page.nextPosition), touchedKeys: [], poison: [] };
  }

  /** Does what people asked for, one page a turn, so that the rest does not stand still meanwhile. */
  private async tendParked(lead: Lead, signal: AbortSignal): Promise<void> {
    if (this.parkedKeys.size === 0 || signal.aborted) return;
    const { pool, source, projection, log, onProjected } = this.options;
    const { keys, wish, ownerless } = await readParked(pool, projection.name);
    this.parkedKeys = new Set(keys);
    await adoptParked({ pool, source, projection }, ownerless);
    if (wish === null) return;
    const { key } = wish;
    // The checkpoint's compare-and-set keeps a former leader out.
    const hold = (tx: Queryable): Promise<Lead> => advance(tx, lead, lead.position);
    const { batchSize } = this;
    const outcome = await tendParked({ pool, source, projection, hold, wish, log, batchSize });
    if (outcome === 'freed') this.parkedKeys.delete(key);
    onProjected?.(lead.position, [key]);
  }

  private async takeLead(): Promise<Lead | undefined> {
    const { pool, projection, log } = this.options;
    const { owner, leaseMs } = this;
    if (performance.now() - this.triedAt < leastMsBetweenTries) return undefined;
    this.triedAt = performance.now();
    const { name, version } = projection;
    const lead = await acquireLead(pool, { name, version, owner, leaseMs });
    if (lead === null) return undefined;
    this.parkedKeys = new Set((await readParked(pool, name)).keys);
    log.info({ projection: name, version, epoch: lead.epoch, position: lead.position }, 'projector leads');
    if (lead.version === version) return lead;
    return meetOlderRows(pool, projection, lead);
  }

  /** Beside the loop: a long batch must not cost the lead. */
  private async renew(): Promise<'idle'> {
    const { lead } = this;
    if (lead === undefined) return 'idle';
    await renewLead(this.options.pool, lead).catch((error: unknown) => {
      if (!(error instanceof LeadLost)) throw error;
      // A batch in hand finds out by itself; a leader without work only here.
      if (this.lead === lead) this.lead = undefined;
    });
    return 'idle';
  }

  private async end(): Promise<void> {
    await this.loop.stop();
    await this.renewal.stop();
    await this.reader.drain();
    const { lead } = this;
    this.lead = undefined;
    const { pool, log } = this.options;
    if (lead === undefined) return;
    await releaseLead(pool, lead).catch((err: unknown) => {
      log.warn({ projection: lead.name, err }, 'lead could not be handed over; its lease will run out');
    });
  }
}

export const createProjector = (options: ProjectorOptions): Projector => new Projector(options);
