import type { Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import { categoriesOf, type LaneMessage, type LaneReceiver } from '@cadastre/events';
import { BackgroundService, backgroundLoop, WakeUp, type Log } from '@cadastre/service-runtime';
import type { TopicNames } from '../kafka/topic-names.ts';
import { claimedKeyOf } from '../kafka/decode-message.ts';
import { KnownKeys } from '../signature/known-keys.ts';
import type { SigningKeys } from '../signature/signing-keys.ts';
import { KafkaJSError } from '../kafka/kafkajs.ts';
import { kafkaProblem } from '../kafka/kafka-problem.ts';
import { mostBytesOfAnswer } from '../kafka/message-limits.ts';
import type { Loopback } from '../relay/loopback.ts';
import { consumerFetching } from './consumer-fetching.ts';
import { FetchedLanes, type TopicLane } from './fetched-lanes.ts';
import { HandlingFailed } from './handling-failed.ts';
import { laneAssigner } from './lane-assigner.ts';
import { decodeForLane, type DecodeForLane } from './lane-decoder.ts';
import { LaneLoopback } from './lane-loopback.ts';
import { LaneOffsets } from './lane-offsets.ts';
import { RefusedMessages } from './refused-messages.ts';
import { UndecodableTopics } from './undecodable-topics.ts';

export type KafkaLaneFeedOptions = {
  readonly kafka: Kafka;
  readonly names: TopicNames;
  readonly lanes: number;
  readonly projection: string;
  /** Of the projection. */
  readonly version: number;
  /** Other events are passed over; topics that have none of these are not read. */
  readonly types: readonly string[];
  readonly receiver: LaneReceiver;
  /** What the relay signs with; when it is read, `KnownKeys` says. */
  readonly readKeys: () => Promise<SigningKeys>;
  /** Of the relay in this process, where there is one. */
  readonly loopback?: Loopback | undefined;
  readonly log: Log;
  readonly counted?: (
    what: 'rebalances' | 'dead-letters' | 'duplicates' | 'looped-back',
    count: number,
  ) => void;
  /** After so long without a sign of a member its lanes go to others; default 10,000. */
  readonly sessionTimeoutMs?: number;
};

const messagesAtOnce = 200;
const commitEveryMs = 1_000;

/**
 * A member of a projection's consumer group. Offsets are only where to go on after a restart: what was applied, lanes
 * know better. So they are committed late, never waited for, and never ahead of what was applied.
 */
export class KafkaLaneFeed extends BackgroundService {
  override readonly name: string;
  override readonly started: Promise<void>;
  private readonly group: string;
  private readonly topics: readonly string[];
  private readonly loop: BackgroundService;
  private readonly offsets = new LaneOffsets();
  private readonly fetched: FetchedLanes;
  private readonly ownRelay: LaneLoopback;
  private readonly refused: RefusedMessages;
  private readonly undecodable: UndecodableTopics;
  private readonly decoding: Omit<DecodeForLane, 'keys'>;
  private readonly knownKeys: KnownKeys;
  private readonly bell = new WakeUp();
  private consumer: Consumer | undefined;
  private crash: Error | undefined;
  private leaveLoopback: (() => void) | undefined;
  private commit: EachBatchPayload['commitOffsetsIfNecessary'] | undefined;

  constructor(private readonly options: KafkaLaneFeedOptions) {
    super();
    const { kafka, names, lanes, projection, version, types, log } = options;
    const categories = categoriesOf(types);
    this.group = names.members({ projection, version, lanes });
    this.topics = categories.map((category) => names.ofCategory(category));
    this.name = `consumer ${this.group}`;
    const { group, topics } = this;
    const counted = (): void => options.counted?.('dead-letters', 1);
    this.refused = new RefusedMessages({ kafka, group, log, counted });
    this.undecodable = new UndecodableTopics({ kafka, group, topics, log });
    this.knownKeys = new KnownKeys(options.readKeys);
    this.decoding = { names, lanes, types: new Set(types), categories };
    this.fetched = new FetchedLanes(consumerFetching(() => this.consumer));
    this.ownRelay = new LaneLoopback({
      receiver: options.receiver,
      lanes: this.fetched,
      wanted: this.decoding,
      taken: (last) => this.taken(last),
      failed: (err) => log.warn({ group, err }, 'own events not taken over; they are fetched instead'),
      counted: (count) => options.counted?.('looped-back', count),
    });
    const turn = (): Promise<'idle'> => this.turn();
    const backoff = { baseMs: 250, maxMs: 5_000 };
    this.loop = backgroundLoop({
      name: this.name,
      turn,
      wakeUp: this.bell,
      pollMs: commitEveryMs,
      log,
      backoff,
    });
    this.started = this.loop.started;
  }

  override start(): void {
    this.leaveLoopback = this.options.loopback?.join(this.ownRelay);
    this.loop.start();
  }

  override async stop(): Promise<void> {
    this.leaveLoopback?.();
    await this.loop.stop();
    await this.commitDone();
    await this.leave();
    this.options.receiver.assigned([]);
    await this.refused.close();
  }

  moved(lane: number, position: number): void {
    this.offsets.moved(lane, position);
  }

  /** Joins where it is not a member, and commits what was applied. */
  private async turn(): Promise<'idle'> {
    this.fetched.look(performance.now());
    const { crash } = this;
    if (crash !== undefined) {
      await this.leave();
      this.undecodable.left(crash);
      throw new Error(`Left the group ${this.group}: ${kafkaProblem(crash)}`, { cause: crash });
    }
    if (this.consumer === undefined) await this.join();
    if (this.consumer !== undefined) await this.undecodable.commit(this.consumer);
    await this.commitDone();
    return 'idle';
  }

  private async join(): Promise<void> {
    const { kafka, sessionTimeoutMs = 10_000 } = this.options;
    await this.undecodable.lookUp();
    const consumer = kafka.consumer({
      groupId: this.group,
      partitionAssigners: [laneAssigner],
      sessionTimeout: sessionTimeoutMs,
      rebalanceTimeout: sessionTimeoutMs + 5_000,
      heartbeatInterval: sessionTimeoutMs / 5,
      maxWaitTimeInMs: 250, // leaving waits for the fetch in flight
      maxBytes: mostBytesOfAnswer,
      allowAutoTopicCreation: false,
      retry: { retries: 3, restartOnFailure: async () => false }, // our own loop does that, and says so
    });
    this.consumer = consumer;
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      this.undecodable.passOver(consumer, payload.memberAssignment);
      this.fetched.assigned(payload.memberAssignment);
      this.joined(payload.memberAssignment);
    });
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      if (this.consumer !== consumer) return;
      this.crash = payload.error;
      this.bell.ring();
    });
    try {
      await consumer.connect();
      // Where nothing was committed, what is missing is read from the log.
      await consumer.subscribe({ topics: [...this.topics], fromBeginning: false });
      await consumer.run({
        autoCommit: false,
        partitionsConsumedConcurrently: Math.max(1, this.options.lanes * this.topics.length),
        eachBatch: (payload) =>
          this.batch(payload).catch((error: unknown) => {
            throw error instanceof KafkaJSError ? error : new HandlingFailed(error);
          }),
      });
    } catch (error) {
      await this.leave();
      throw error;
    }
  }

  private joined(assignment: Record<string, readonly number[]>): void {
    const lanes = [...new Set(Object.values(assignment).flat())].sort((a, b) => a - b);
    this.offsets.clear();
    this.options.receiver.assigned(lanes);
    this.options.counted?.('rebalances', 1);
    this.options.log.info({ group: this.group, lanes }, 'lanes assigned');
  }

  private async batch(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const heartbeat = (): Promise<void> => payload.heartbeat();
    this.commit = (offsets) => payload.commitOffsetsIfNecessary(offsets);
    for (let from = 0; from < batch.messages.length; from += messagesAtOnce) {
      if (!payload.isRunning() || payload.isStale()) return;
      const messages = batch.messages.slice(from, from + messagesAtOnce);
      const { generation } = this.fetched;
      await this.pass(batch.topic, batch.partition, messages, heartbeat);
      const last = messages.at(-1)?.offset ?? batch.lastOffset();
      payload.resolveOffset(last);
      if (generation === this.fetched.generation)
        this.fetched.fetched({ topic: batch.topic, lane: batch.partition }, BigInt(last) + 1n);
      await heartbeat();
    }
  }

  private async pass(
    topic: string,
    lane: number,
    messages: readonly KafkaMessage[],
    heartbeat: () => Promise<void>,
  ): Promise<void> {
    const { receiver } = this.options;
    const found = { topic, partition: lane, reached: receiver.position(lane) };
    const { fresh, flying } = await this.sortOut(messages, found);
    const { generation } = this.fetched;
    const isTaken = await receiver.receive(lane, fresh, heartbeat);
    if (!isTaken || generation !== this.fetched.generation) return;
    this.taken(flying.map((message) => ({ topic, lane, ...message })));
  }

  /** They may be committed once their lanes have come to their positions. */
  private taken(messages: readonly (TopicLane & { offset: string; position: number })[]): void {
    for (const { lane, topic, ...message } of messages) this.offsets.taken(lane, topic, message);
    const lanes = new Set(messages.map(({ lane }) => lane));
    for (const lane of lanes) this.offsets.moved(lane, this.options.receiver.position(lane));
  }

  /** Those to be applied; and of all of them, up to where the lane has to be before their offset may be committed. */
  private async sortOut(
    messages: readonly KafkaMessage[],
    found: Parameters<typeof decodeForLane>[1],
  ): Promise<{ fresh: LaneMessage[]; flying: { offset: string; position: number }[] }> {
    const keys = await this.knownKeys.having(messages.map(claimedKeyOf).filter((number) => number !== null));
    const fresh: LaneMessage[] = [];
    const flying: { offset: string; position: number }[] = [];
    let duplicates = 0;
    for (const message of messages) {
      const { offset } = message;
      const decoded = decodeForLane(message, found, { ...this.decoding, keys });
      if (decoded.outcome === 'refused') await this.refused.bury(message, found, decoded);
      if (decoded.outcome === 'duplicate') duplicates += 1;
      if (decoded.outcome === 'message') fresh.push(decoded.message);
      flying.push({ offset, position: decoded.outcome === 'message' ? decoded.message.position : 0 });
    }
    if (duplicates > 0) this.options.counted?.('duplicates', duplicates);
    return { fresh, flying };
  }

  private async commitDone(): Promise<void> {
    if (this.commit === undefined || this.consumer === undefined) return;
    const offsets = this.offsets.take();
    if (offsets.topics.length === 0) return;
    // In a rebalance it is refused; then messages come again, and are dropped.
    await this.commit(offsets).catch((err: unknown) => {
      this.options.log.debug({ group: this.group, err }, 'offsets not committed');
    });
  }

  private async leave(): Promise<void> {
    const { consumer } = this;
    this.consumer = undefined;
    this.crash = undefined;
    this.commit = undefined;
    this.fetched.left();
    // Who was put out keeps its lanes until it has others, and serves them from the log: all that it costs is that two may.
    await consumer?.disconnect().catch((err: unknown) => {
      this.options.log.debug({ group: this.group, err }, 'consumer did not leave in order');
    });
  }
}
