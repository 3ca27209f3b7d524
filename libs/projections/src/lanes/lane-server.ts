import type { LoggedEvent } from '@cadastre/events';
import type pg from 'pg';
import { crashPoint, type Log } from '@cadastre/service-runtime';
import type { EventSource } from '../event-source.ts';
import { logParked } from '../parking/log-parked.ts';
import { adoptParked } from '../parking/adopt-parked.ts';
import { readParked } from '../parking/parked-wish.ts';
import { tendParked } from '../parking/tend-parked.ts';
import type { AnyProjection } from '../projection.ts';
import { applyToLanes, type LanePart } from './apply-to-lanes.ts';
import { readForLanes } from './from-log.ts';
import { holdBack, type Behind } from './hold-back.ts';
import { lockLanes, readLanes, LanesClosed, type Lanes } from './lane-rows.ts';
import type { ServedLanes, Relayed } from './served-lanes.ts';
import { Standstill } from './standstill.ts';

export type LaneServerOptions = {
  readonly pool: pg.Pool;
  /** The log itself: where holes are filled from. */
  readonly source: EventSource;
  readonly projection: AnyProjection;
  readonly behind?: Behind;
  readonly laneOf: (event: LoggedEvent, laneCount: number) => number;
  readonly relayed: () => Promise<Relayed>;
  readonly onProjected?: (position: number, touchedKeys: readonly string[]) => void;
  /** A lane of this process stands here now. */
  readonly onMoved?: (lane: number, position: number) => void;
  readonly counted?: (what: 'duplicates' | 'filled', events: number) => void;
  readonly log: Log;
  readonly batchSize: number;
  /** So long the lanes may stand while the log has more for them; then it is read. */
  readonly standMs: number;
};

const tendMs = 500;
const askHeadMs = 1_000;

/**
 * Applies what the served lanes have ready, fills what they lack from the log, and does what people ask for. Where the transport brings
 * nothing for a while (the relay stands, or sends again what is old; brokers are away) the log is all it needs.
 */
export class LaneServer {
  private tendedAt = -Infinity;
  private headAskedAt = -Infinity;
  private isByLog = false;
  private readonly standstill = new Standstill();

  constructor(
    private readonly options: LaneServerOptions,
    private readonly served: ServedLanes,
  ) {}

  /** @throws LanesClosed */
  async turn(lanes: Lanes): Promise<'more' | 'idle'> {
    if (this.served.numbers.length === 0) return 'idle';
    if (this.served.isNew) await this.lookUp(lanes);
    const relayed = await this.options.relayed();
    let hasMoved = await this.apply(lanes, this.served.ready(relayed, this.options.batchSize));
    hasMoved = (await this.fill(lanes, relayed)) || hasMoved;
    hasMoved = (await this.goByLog(lanes)) || hasMoved;
    await this.tend(lanes);
    return hasMoved ? 'more' : 'idle';
  }

  /** Do rows of served lanes stand behind what was seen of them? The database has crashed, and what went is applied again. */
  async hasFallenBack({ projection }: Lanes): Promise<boolean> {
    const seen = this.served.numbers.map((lane) => ({ lane, position: this.served.positionOf(lane) }));
    const found = await readLanes(this.options.pool, projection);
    return seen.some(({ lane, position }) => (found?.positions[lane] ?? 0) < position);
  }

  private async lookUp(lanes: Lanes): Promise<void> {
    const found = await readLanes(this.options.pool, lanes.projection);
    if (found?.version !== lanes.version || found.count !== lanes.count) throw new LanesClosed(lanes);
    this.moved(new Map(found.positions.map((position, lane) => [lane, position])), []);
  }

  private async apply(lanes: Lanes, ready: readonly LanePart[]): Promise<boolean> {
    const { pool, projection, behind, log, counted } = this.options;
    const parts =
      behind === undefined ? ready : await holdBack(pool, behind, { parts: ready, laneCount: lanes.count });
    if (parts.length === 0) return false;
    const applied = await applyToLanes({ pool, projection, lanes, parts });
    if (applied.applied > 0) crashPoint('consumer.before-offset-commit');
    logParked(log, projection.name, applied.poison);
    // They went back behind us: closed, and opened again further down, as after a rebuild.
    for (const [lane, position] of applied.positions) {
      if (position < this.served.positionOf(lane)) throw new LanesClosed(lanes);
    }
    if (applied.duplicates > 0) counted?.('duplicates', applied.duplicates);
    return this.moved(applied.positions, applied.touchedKeys);
  }

  private async fill(lanes: Lanes, relayed: Relayed): Promise<boolean> {
    const positions = this.served.lacking(relayed, performance.now());
    if (positions.size === 0) return false;
    const hasMoved = await this.fillFrom(lanes, positions);
    this.served.goOn(positions);
    return hasMoved;
  }

  private async fillFrom(lanes: Lanes, positions: ReadonlyMap<number, number>): Promise<boolean> {
    const { source, projection, laneOf, batchSize, counted, log } = this.options;
    const parts = await readForLanes({
      source,
      types: Object.keys(projection.on),
      laneOf: (event) => laneOf(event, lanes.count),
      limit: batchSize,
      positions,
    });
    const events = parts.reduce((sum, part) => sum + part.events.length + part.unreadable.length, 0);
    log.debug({ projection: projection.name, lanes: [...positions.keys()], events }, 'filled from the log');
    const hasMoved = await this.apply(lanes, parts);
    if (hasMoved) counted?.('filled', events);
    return hasMoved;
  }

  /** Page by page, until nothing is left. */
  private async goByLog(lanes: Lanes): Promise<boolean> {
    const now = performance.now();
    const lowest = this.served.lowest ?? 0;
    const stoodMs = this.standstill.measure(lowest, now);
    if (!this.isByLog) {
      const { source, standMs } = this.options;
      if (stoodMs < standMs || now - this.headAskedAt < askHeadMs) return false;
      this.headAskedAt = now;
      if ((await source.head()) <= lowest) return false;
    }
    const positions = new Map(this.served.numbers.map((lane) => [lane, this.served.positionOf(lane)]));
    const hasMoved = await this.fillFrom(lanes, positions);
    if (hasMoved && !this.isByLog) {
      const facts = {
        projection: this.options.projection.name,
        position: lowest,
        stoodMs: Math.round(stoodMs),
      };
      this.options.log.warn(facts, 'Kafka brings nothing: the log is read instead');
    }
    this.isByLog = hasMoved;
    return hasMoved;
  }

  private moved(positions: ReadonlyMap<number, number>, touchedKeys: readonly string[]): boolean {
    if (!this.served.moved(positions)) return false;
    for (const [lane, position] of positions) {
      if (this.served.has(lane)) this.options.onMoved?.(lane, position);
    }
    this.options.onProjected?.(this.served.lowest ?? 0, touchedKeys);
    return true;
  }

  private async tend(lanes: Lanes): Promise<void> {
    if (performance.now() - this.tendedAt < tendMs) return;
    this.tendedAt = performance.now();
    const { pool, projection, onProjected } = this.options;
    const { wish, ownerless } = await readParked(pool, projection.name);
    await adoptParked(this.options, ownerless);
    if (wish === null) return;
    const lane = await this.laneOfParked(lanes, wish.key);
    if (lane === undefined || !this.served.has(lane)) return;
    await tendParked({ ...this.options, wish, hold: (tx) => lockLanes(tx, lanes, [lane]) });
    this.tendedAt = -Infinity;
    onProjected?.(this.served.lowest ?? 0, [wish.key]);
  }

  private async laneOfParked({ count }: Lanes, key: string): Promise<number | undefined> {
    const { pool, projection, source, laneOf } = this.options;
    const { rows } = await pool.query<{ position: number }>(
      'select min(position)::float8 as position from projections.parked_events where projection = $1 and key = $2',
      [projection.name, key],
    );
    const position = rows[0]?.position;
    if (typeof position !== 'number') return undefined;
    const { events, unreadable } = await source.read({ afterPosition: position - 1, limit: 1 });
    const event = events[0] ?? unreadable[0];
    return event === undefined ? undefined : laneOf(event, count);
  }
}
