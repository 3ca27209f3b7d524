import type { LaneMessage, LaneReceiver } from '@cadastre/events';
import { BackgroundService, backgroundLoop, WakeUp } from '@cadastre/service-runtime';
import { readPosition } from '../checkpoint/read-checkpoints.ts';
import { createProjector, type Projector, type ProjectorOptions } from '../projector.ts';
import type { LaneFeed } from './lane-feed.ts';
import { holdLanes, LanesClosed, wantLanes, type Lanes } from './lane-rows.ts';
import { LaneServer, type LaneServerOptions } from './lane-server.ts';
import { ServedLanes, type ServedLanesOptions } from './served-lanes.ts';

export type LaneProjectorOptions = Omit<ProjectorOptions, 'lanes'> &
  Pick<LaneServerOptions, 'behind' | 'laneOf' | 'relayed' | 'counted'> & {
    readonly laneCount: number;
    /** The log itself, where `source` holds events back. */
    readonly holesFrom: ProjectorOptions['source'];
    readonly feed: (receiver: LaneReceiver) => LaneFeed;
    /** Rung when the relay has come further, or the projection that this one stays behind. */
    readonly lanesWakeUp?: WakeUp;
    /** So near to the head of the log a leader gives way to lanes; default 10,000 positions. */
    readonly nearPositions?: number;
    readonly waits?: Partial<ServedLanesOptions & Pick<LaneServerOptions, 'standMs'>>;
  };

const defaultWaits = {
  roomPerLane: 2_000,
  roomBytes: 32 * 1024 * 1024,
  holeMs: 200,
  tailMs: 2_000,
  standMs: 5_000,
};
const roomMs = 1_000;

/**
 * Keeps one projection's rows up to the log as a member of a group: far behind, one member leads and reads the log; near
 * its head the projection is divided into lanes, and each member applies those that the group gives it.
 */
export class LaneProjector extends BackgroundService implements LaneReceiver {
  override readonly name: string;
  override readonly started: Promise<void>;
  private readonly loop: BackgroundService;
  private readonly holding: BackgroundService;
  private readonly feed: LaneFeed;
  private readonly served: ServedLanes;
  private readonly server: LaneServer;
  private readonly bell: WakeUp;
  private lanes: Lanes | undefined;
  private leader: Projector | undefined;
  private stopped: Promise<void> | undefined;

  constructor(private readonly options: LaneProjectorOptions) {
    super();
    const { projection, log, pollMs = 250, leaseMs = 5_000, batchSize = 500 } = options;
    this.name = `lane projector ${projection.name}`;
    this.bell = options.lanesWakeUp ?? new WakeUp();
    const { standMs, ...waits } = { ...defaultWaits, ...options.waits };
    this.served = new ServedLanes(waits);
    this.feed = options.feed(this);
    const onMoved = (lane: number, position: number): void => this.feed.moved(lane, position);
    const serving = { ...options, source: options.holesFrom, onMoved, batchSize, standMs };
    this.server = new LaneServer(serving, this.served);
    const turn = (): Promise<'more' | 'idle'> => this.turn();
    this.loop = backgroundLoop({ name: this.name, turn, wakeUp: this.bell, pollMs, log });
    const hold = (): Promise<'idle'> => this.hold(leaseMs);
    this.holding = backgroundLoop({ name: `${this.name} lease`, turn: hold, pollMs: leaseMs / 3, log });
    this.started = this.loop.started;
  }

  /** Are lanes served just now, rather than the log read by a leader? */
  get isServing(): boolean {
    return this.lanes !== undefined && this.served.numbers.length > 0;
  }

  override start(): void {
    this.feed.start();
    this.loop.start();
    this.holding.start();
  }

  /** Finishes the batch in hand and leaves the group. */
  override stop(): Promise<void> {
    this.stopped ??= this.end();
    return this.stopped;
  }

  /** How far the rows are, whoever writes them. */
  checkpoint(): Promise<number> {
    return readPosition(this.options.pool, this.options.projection.name);
  }

  assigned(lanes: readonly number[]): void {
    this.served.assign(lanes);
    this.bell.ring();
  }

  async receive(
    lane: number,
    messages: readonly LaneMessage[],
    whileWaiting: () => Promise<void> = async () => undefined,
  ): Promise<boolean> {
    // Until there are lanes a leader reads the log: what comes now is filled from there if it is needed after all.
    if (this.lanes === undefined) return false;
    const { duplicates } = this.served.offer(lane, messages);
    if (duplicates > 0) this.options.counted?.('duplicates', duplicates);
    this.bell.ring();
    while (!(await this.served.untilRoom(lane, roomMs))) await whileWaiting();
    return true;
  }

  position(lane: number): number {
    return this.served.positionOf(lane);
  }

  private async turn(): Promise<'more' | 'idle'> {
    this.lanes ??= await this.findLanes();
    if (this.lanes === undefined) {
      this.leader ??= this.lead();
      return 'idle';
    }
    try {
      return await this.server.turn(this.lanes);
    } catch (error) {
      if (!(error instanceof LanesClosed)) throw error;
      this.options.log.warn({ projection: this.options.projection.name }, 'lanes were closed');
      this.forget();
      return 'more';
    }
  }

  private async findLanes(): Promise<Lanes | undefined> {
    const { pool, projection, laneCount: count, log } = this.options;
    if (this.served.numbers.length === 0) return undefined;
    const lanes = { projection: projection.name, version: projection.version, count };
    if (!(await holdLanes(pool, lanes, this.options.leaseMs ?? 5_000))) return undefined;
    await this.leader?.stop();
    this.leader = undefined;
    log.info({ projection: projection.name, laneCount: count }, 'projection is served in lanes');
    return lanes;
  }

  private lead(): Projector {
    const { laneCount: count, laneOf, nearPositions = 10_000 } = this.options;
    const onHandedOver = (): void => this.bell.ring();
    const leader = createProjector({
      ...this.options,
      lanes: {
        laneOf,
        open: { count, nearPositions, onHandedOver, isServed: () => this.served.numbers.length > 0 },
      },
    });
    leader.start();
    return leader;
  }

  private async hold(leaseMs: number): Promise<'idle'> {
    const { lanes, options } = this;
    if (lanes === undefined) {
      const { name, version } = options.projection;
      if (this.served.numbers.length > 0) await wantLanes(options.pool, { name, version, leaseMs });
      return 'idle';
    }
    // Who has no lanes holds none for others either: where nobody has any, a leader reads the log.
    const isHeld = this.served.numbers.length > 0 && (await holdLanes(this.options.pool, lanes, leaseMs));
    if (!isHeld || (await this.server.hasFallenBack(lanes))) this.forget();
    return 'idle';
  }

  /** A leader takes the lanes back, or has done so; or they stand elsewhere than was thought. */
  private forget(): void {
    this.lanes = undefined;
    this.served.assign(this.served.numbers);
  }

  private async end(): Promise<void> {
    this.served.assign([]);
    await Promise.all([this.feed.stop(), this.loop.stop(), this.holding.stop()]);
    await this.leader?.stop();
  }
}

export const createLaneProjector = (options: LaneProjectorOptions): LaneProjector =>
  new LaneProjector(options);
