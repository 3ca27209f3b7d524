import { randomUUID } from 'node:crypto';
import { BackgroundService, backgroundLoop } from '@cadastre/service-runtime';
import { LeadLost } from '../checkpoint/lead.ts';
import { noteRebuild, RebuildLost } from './rebuild.ts';
import type { RebuildTools, Work } from './rebuild-work.ts';
import { releaseRebuild } from './take-rebuild.ts';
import { takeStep } from './take-step.ts';
import { takeUp } from './take-up.ts';

export type RebuilderOptions = RebuildTools & {
  /** How often it looks whether something is to be rebuilt; default 1,000. */
  readonly pollMs?: number;
  /** After so long without a sign another process goes on with the rebuild; default 10,000. */
  readonly leaseMs?: number;
  /** The process, for people; a random part is added. */
  readonly owner?: string;
};

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
      this.work ??= await takeUp(this.options, { owner: this.owner, leaseMs: this.leaseMs });
      if (this.work === undefined) return 'idle';
      const { next, isOver } = await takeStep(this.options, this.work);
      if (isOver) await this.putDown();
      return next;
    } catch (error) {
      // A commit may have gone through all the same: where it stands is read anew.
      await this.putDown();
      if (!(error instanceof RebuildLost) && !(error instanceof LeadLost)) throw error;
      this.options.log.warn({ reason: error.message }, 'rebuild goes on elsewhere');
      return 'idle';
    }
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
