import { randomUUID } from 'node:crypto';
import type { Kafka } from 'kafkajs';
import type pg from 'pg';
import {
  BackgroundService,
  backgroundLoop,
  crashPoint,
  Pace,
  type Log,
  type WakeUp,
} from '@cadastre/service-runtime';
import { createLaneOfKey } from '../kafka/lanes.ts';
import type { TopicSettings } from '../kafka/kafka-options.ts';
import type { KafkaWay } from '../kafka/kafka-problem.ts';
import { TopicNames } from '../kafka/topic-names.ts';
import { presentSigningKey } from '../signature/signing-keys.ts';
import type { SigningKey } from '../signature/sign-message.ts';
import { KafkaStatus } from './kafka-status.ts';
import type { LinkedPage } from './lane-chain.ts';
import { LinkedPages, type StoredLog } from './linked-pages.ts';
import type { Loopback, RelayedRange } from './loopback.ts';
import {
  acquireRelayLead,
  advanceRelay,
  releaseRelayLead,
  RelayLeadLost,
  renewRelayLead,
  type RelayLead,
} from './relay-lead.ts';
import { RelayLink } from './relay-link.ts';
import { restAfterMs } from './rest-after.ts';
import { traceRelayed } from './trace-relayed.ts';

export type RelayOptions = {
  readonly pool: pg.Pool;
  readonly log: Log;
  readonly kafka: Kafka;
  /** How `kafka` comes to the brokers, for words about those that never answered. */
  readonly way?: KafkaWay;
  readonly topics: TopicSettings;
  /** The event store. */
  readonly events: StoredLog;
  /** Rung when positions were given; without a ring a turn comes after `pollMs`. */
  readonly wakeUp: WakeUp;
  /** The process, for people; a random part is added. */
  readonly owner: string;
  /** Takes what was sent to consumers in this process. */
  readonly loopback?: Loopback;
  /** Told what was done; has to be quick. */
  readonly observe?: RelayObserver;
  /** Waited for when the brokers have acknowledged and the checkpoint was not moved yet: where tests stop a process. */
  readonly afterSend?: () => Promise<void>;
  /** After so long without a sign of the leader another process takes over; default 3,000. */
  readonly leaseMs?: number;
  /** Default 250. */
  readonly pollMs?: number;
};

export type RelayObserver = {
  produced?(events: number): void;
  leftOut?(events: number): void;
  failed?(): void;
};

type Lead = RelayLead & { readonly signedWith: SigningKey };

const probeEveryMs = 3_000;

/**
 * Carries the log to the topics, in order, at least once: a page is read, sent, acknowledged by all replicas in sync, and
 * only then is the checkpoint moved. Any number of processes may run one; one leads. A leader that was paused and
 * wakes up can produce duplicates, which consumers drop by position, and nothing worse.
 */
export class Relay extends BackgroundService {
  override readonly name = 'relay';
  override readonly started: Promise<void>;
  /** What this process knows of the brokers. */
  readonly status: KafkaStatus;
  private readonly loop: BackgroundService;
  private readonly renewal: BackgroundService;
  private readonly pages: LinkedPages;
  private readonly pace = new Pace();
  private readonly owner: string;
  private readonly leaseMs: number;
  private link: RelayLink | undefined;
  private lead: Lead | undefined;
  private probedAt = -Infinity;
  private triedAt = -Infinity;

  constructor(private readonly options: RelayOptions) {
    super();
    const { log, wakeUp, topics, pollMs = 250, leaseMs = 3_000 } = options;
    this.status = new KafkaStatus(options.way);
    this.leaseMs = leaseMs;
    this.owner = `${options.owner}#${randomUUID().slice(0, 8)}`;
    this.pages = new LinkedPages(options.events, {
      names: new TopicNames(topics.prefix),
      lanes: topics.partitions,
      laneOfKey: createLaneOfKey(topics.partitions),
    });
    const backoff = { baseMs: 200, maxMs: 5_000 };
    this.loop = backgroundLoop({
      name: this.name,
      turn: (signal) => this.turn(signal),
      wakeUp,
      pollMs,
      log,
      backoff,
    });
    this.renewal = backgroundLoop({
      name: 'relay lease',
      turn: () => this.renew(),
      pollMs: leaseMs / 3,
      log,
    });
    this.started = this.loop.started;
  }

  get isLeading(): boolean {
    return this.lead !== undefined;
  }

  override start(): void {
    this.loop.start();
    this.renewal.start();
  }

  /** Finishes the page in hand and hands over the lead. */
  override async stop(): Promise<void> {
    await this.loop.stop();
    await this.renewal.stop();
    await this.letGo();
    await this.link?.close();
    this.link = undefined;
  }

  private async turn(signal: AbortSignal): Promise<'more' | 'idle'> {
    await this.pace.rested(signal);
    try {
      this.link ??= await this.connect();
      await this.probe(this.link);
      this.lead ??= await this.takeLead();
      return this.lead === undefined ? 'idle' : await this.carry(this.lead, this.link);
    } catch (error) {
      if (error instanceof RelayLeadLost) return this.lost(error);
      this.options.observe?.failed?.();
      // Perhaps another process reaches the brokers. And a checkpoint may have moved all the same: it is read anew.
      await this.letGo();
      throw error;
    }
  }

  private async carry(lead: Lead, link: RelayLink): Promise<'more' | 'idle'> {
    const beganAt = performance.now();
    const page = await this.pages.after(lead);
    if (page.nextPosition <= lead.position) return 'idle';
    this.pace.restFor(restAfterMs(page), beganAt);
    const startedAt = performance.timeOrigin + performance.now();
    const { linked } = page;
    const ranges: RelayedRange[] = [];
    for (const send of linked.sends) ranges.push(...(await this.atKafka(() => link.send(send))));
    if (linked.sends.length > 0) crashPoint('relay.after-send');
    await this.options.afterSend?.();
    this.lead = { ...lead, ...(await advanceRelay(this.options.pool, lead, linked.chain)) };
    this.options.loopback?.relayed({ events: linked.events, ranges });
    traceRelayed(page.events, startedAt);
    this.report(linked, page.nextPosition);
    return 'more';
  }

  private report({ sends, leftOut }: LinkedPage, position: number): void {
    const { observe, log } = this.options;
    const produced = sends.reduce((sum, { messages }) => sum + messages, 0);
    observe?.produced?.(produced);
    log.debug({ position, events: produced }, 'page relayed');
    if (leftOut.length === 0) return;
    observe?.leftOut?.(leftOut.length);
    const positions = leftOut.slice(0, 10).map((event) => event.position);
    log.warn({ events: leftOut.length, positions }, 'events that no topic can hold stay in the log only');
  }

  private async connect(): Promise<RelayLink> {
    const { kafka, topics, log } = this.options;
    const { link, created } = await this.atKafka(() => RelayLink.open(kafka, topics));
    this.probedAt = performance.now();
    if (created.length > 0) log.info({ topics: created }, 'topics created');
    log.info({ partitions: topics.partitions }, 'connected to Kafka');
    return link;
  }

  /** Who has nothing to send would not notice that the brokers have gone. */
  private async probe(link: RelayLink): Promise<void> {
    if (performance.now() - this.probedAt < probeEveryMs) return;
    this.probedAt = performance.now();
    await this.atKafka(() => link.probe());
  }

  private async takeLead(): Promise<Lead | undefined> {
    const { owner, leaseMs, options } = this;
    if (performance.now() - this.triedAt < leaseMs / 6) return undefined;
    this.triedAt = performance.now();
    const lead = await acquireRelayLead(options.pool, { owner, leaseMs, lanes: options.topics.partitions });
    if (lead === null) return undefined;
    const signedWith = await presentSigningKey(options.pool);
    const { epoch, position } = lead;
    options.log.info({ epoch, position, signingKey: signedWith.id }, 'relay leads');
    return { ...lead, signedWith };
  }

  /** Everything that talks to the brokers, so that what goes wrong there is known as that. */
  private async atKafka<T>(work: () => Promise<T>): Promise<T> {
    try {
      const result = await work();
      this.status.answered();
      return result;
    } catch (error) {
      const { link } = this;
      this.link = undefined;
      await link?.close();
      throw this.status.away(error);
    }
  }

  private async lost(error: RelayLeadLost): Promise<'idle'> {
    this.options.log.warn({ err: error }, 'relay lost the lead');
    this.endLead();
    await this.pages.drain();
    return 'idle';
  }

  private async letGo(): Promise<void> {
    const { lead } = this;
    this.endLead();
    await this.pages.drain();
    if (lead === undefined) return;
    await releaseRelayLead(this.options.pool, lead).catch((err: unknown) => {
      this.options.log.warn({ err }, 'relay could not be handed over; its lease will run out');
    });
  }

  private endLead(): void {
    this.lead = undefined;
    this.options.loopback?.ended();
  }

  /** Beside the loop: a send that takes long must not cost the lead. */
  private async renew(): Promise<'idle'> {
    const { lead } = this;
    if (lead === undefined) return 'idle';
    await renewRelayLead(this.options.pool, lead).catch((error: unknown) => {
      if (!(error instanceof RelayLeadLost)) throw error;
      // A page in hand finds out by itself; a leader without work only here.
      if (this.lead?.epoch === lead.epoch) this.endLead();
    });
    return 'idle';
  }
}

export const createRelay = (options: RelayOptions): Relay => new Relay(options);
