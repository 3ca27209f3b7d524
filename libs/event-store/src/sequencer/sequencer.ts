import type pg from 'pg';
import {
  BackgroundService,
  backgroundLoop,
  crashPoint,
  Pace,
  type Log,
  type WakeUp,
} from '@cadastre/service-runtime';

export type SequencerOptions = {
  readonly pool: pg.Pool;
  /** Who turns; unique among all processes. */
  readonly owner: string;
  /** Ring it after each append; without a ring a turn comes after `pollMs`. */
  readonly wakeUp: WakeUp;
  /** Called with the new head whenever it moved, whoever moved it: in a standby too. Has to be quick. */
  readonly onSequenced: (position: number) => void;
  readonly log: Log;
  /** After this time without a turn another process takes over. Correctness does not hang on it: the row lock does that. */
  readonly leaseMs?: number;
  readonly pollMs?: number;
};

type Turn = { is_owner: boolean; owner_epoch: number; head: number; commits: number };

const maxCommitsPerTurn = 2_000;
/**
 * Under load a turn takes along what gathered in this time: it is a transaction, and should not be one per commit. On a busy
 * machine, where a turn takes longer, it rests as long as it worked, so as not to take from the appends what they need.
 */
const paceMs = 10;
const longestPaceMs = 20;
const commitsBetweenPartitionChecks = 10_000;

/**
 * Gives each commit its place in the log: dense positions and the hash chain, after the commit, so that readers
 * who ask for "everything after position n" can neither skip nor stall. Any number of processes may run one; one works,
 * the others stand by. Its owner also makes the partitions that the next commits need.
 */
export const createSequencer = (options: SequencerOptions): BackgroundService => new Sequencer(options);

class Sequencer extends BackgroundService {
  readonly name = 'sequencer';
  private readonly loop: BackgroundService;
  private readonly leaseMs: number;
  private head = -1;
  private epoch: number | null = null;
  private commitsUntilPartitionCheck = 0;
  private readonly pace = new Pace();

  constructor(private readonly options: SequencerOptions) {
    super();
    this.leaseMs = options.leaseMs ?? 3_000;
    this.loop = backgroundLoop({
      name: this.name,
      turn: (signal) => this.turn(signal),
      wakeUp: options.wakeUp,
      pollMs: options.pollMs ?? 250,
      log: options.log,
      backoff: { baseMs: 50, maxMs: 2_000 },
    });
  }

  get started(): Promise<void> {
    return this.loop.started;
  }

  start(): void {
    this.loop.start();
  }

  /** Gives the lease back, so that a standby need not wait for its end. */
  async stop(): Promise<void> {
    await this.loop.stop();
    if (this.epoch === null) return;
    this.epoch = null;
    await this.options.pool
      .query(`update event_store.sequencer set expires_at = '-infinity' where owner = $1`, [
        this.options.owner,
      ])
      .catch(() => undefined);
  }

  private async turn(signal: AbortSignal): Promise<'more' | 'idle'> {
    await this.pace.rested(signal);
    if (this.epoch !== null) crashPoint('sequencer.before-commit');
    const startedAt = performance.now();
    const { rows } = await this.options.pool.query<Turn>({
      name: 'event_store.sequence_commits',
      text: `select is_owner, owner_epoch::float8, head::float8, commits
               from event_store.sequence_commits($1, $2, $3)`,
      values: [this.options.owner, this.leaseMs, maxCommitsPerTurn],
    });
    const turn = rows[0];
    if (turn === undefined) throw new Error('the sequencer has lost its row');
    if (turn.is_owner && turn.commits > 0) crashPoint('sequencer.after-commit');
    this.announce(turn.head);
    if (!turn.is_owner) return this.standBy();
    await this.keepPartitions(turn);
    if (turn.commits === 0) return 'idle';
    this.pace.restFor(Math.min(longestPaceMs, Math.max(paceMs, performance.now() - startedAt)));
    return 'more';
  }

  private announce(head: number): void {
    if (head === this.head) return;
    this.head = head;
    this.options.onSequenced(head);
  }

  private standBy(): 'idle' {
    this.epoch = null;
    // The bell rings for the owner; a standby has no reason to ask on every append.
    this.pace.restFor(Math.min(250, this.leaseMs / 3));
    return 'idle';
  }

  private async keepPartitions({ owner_epoch, commits }: Turn): Promise<void> {
    this.commitsUntilPartitionCheck -= commits;
    if (owner_epoch !== this.epoch) this.options.log.info({ epoch: owner_epoch }, 'sequencer took the lease');
    else if (this.commitsUntilPartitionCheck > 0) return;
    this.epoch = owner_epoch;
    this.commitsUntilPartitionCheck = commitsBetweenPartitionChecks;
    await this.options.pool.query('select event_store.ensure_partitions()');
  }
}
