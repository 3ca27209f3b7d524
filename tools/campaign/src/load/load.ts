import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../random.ts';
import { Client } from './client.ts';
import type { Command } from './command.ts';
import { drawCommand, type TargetAddress } from './draw-command.ts';
import { Estate } from './estate.ts';
import type { Journal } from './journal.ts';

export type LoadOptions = {
  readonly baseUrls: readonly string[];
  readonly journal: Journal;
  readonly random: Random;
  readonly clients: number;
  readonly target: TargetAddress;
};

/** Between two commands of one client: people and programs, not a benchmark. */
const longestThinkMs = 250;

/** Clients that ask for things all the time, and the memory of everything that they asked. */
export class Load {
  readonly commands: Command[] = [];
  readonly estate = new Estate();
  /** Bodies of answers 500: no fault of the surroundings excuses one. */
  readonly internalErrors: unknown[] = [];
  unknownAttempts = 0;
  acknowledged = 0;
  /** The longest time in which no command at all was acknowledged. */
  longestSilenceMs = 0;
  private lastAcknowledgedAt = performance.now();
  private readonly ending = new AbortController();
  private readonly giveUp = new AbortController();
  private running: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: LoadOptions) {}

  start(): void {
    this.lastAcknowledgedAt = performance.now();
    this.running = Promise.all(
      Array.from({ length: this.options.clients }, (_, index) => this.live(`client ${index + 1}`)),
    );
  }

  /** No new commands; those under way are repeated until their end is known, or the time is over. */
  async end(patienceMs: number): Promise<void> {
    this.ending.abort();
    const tooLong = setTimeout(() => this.giveUp.abort(), patienceMs);
    await this.running;
    clearTimeout(tooLong);
  }

  /** At once; what is under way counts as unknown. */
  async abandon(): Promise<void> {
    this.ending.abort();
    this.giveUp.abort();
    await this.running;
  }

  /** A command beside the load, with a client who stays until the answer. */
  async ask(command: Command): Promise<void> {
    this.commands.push(command);
    const random = this.options.random.fork(`command ${command.number}`);
    await this.clientOf(random).carryOut(command, { signal: this.giveUp.signal, patience: 'stays' });
    this.learn(command);
  }

  nextNumber(): number {
    return this.commands.length + 1;
  }

  private async live(name: string): Promise<void> {
    const random = this.options.random.fork(name);
    const client = this.clientOf(random);
    while (!this.ending.signal.aborted) {
      const { estate } = this;
      const command = drawCommand({ random, estate, target: this.options.target }, this.nextNumber());
      if (command !== null) {
        this.commands.push(command);
        if (command.kind === 'delete' && command.integrationId !== null)
          estate.deletes(command.integrationId);
        await client.carryOut(command, { signal: this.giveUp.signal, patience: 'walks-away' });
        this.learn(command);
      }
      const thinkMs = random.between(0, longestThinkMs);
      await pause(thinkMs, undefined, { signal: this.ending.signal }).catch(() => undefined);
    }
  }

  private clientOf(random: Random): Client {
    const { baseUrls, journal } = this.options;
    return new Client({
      baseUrls,
      journal,
      random,
      onAcknowledged: () => this.onAcknowledged(),
      onInternalError: (facts) => this.internalErrors.push(facts),
      onUnknownAttempt: () => (this.unknownAttempts += 1),
    });
  }

  private onAcknowledged(): void {
    const now = performance.now();
    this.acknowledged += 1;
    // Afterwards there is nobody who asks all the time.
    if (this.ending.signal.aborted) return;
    this.longestSilenceMs = Math.max(this.longestSilenceMs, now - this.lastAcknowledgedAt);
    this.lastAcknowledgedAt = now;
  }

  private learn({ kind, integrationId, outcome }: Command): void {
    if (outcome.type !== 'acknowledged') return;
    const { integration_id, sync_id } = outcome.body;
    if (kind === 'register' && integration_id !== undefined) this.estate.registered(integration_id, sync_id);
    else if (integrationId !== null) this.estate.sawSync(integrationId, sync_id);
  }
}
