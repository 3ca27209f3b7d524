import type { Admin, Kafka, ProducerRecord } from 'kafkajs';
import { kafkaClient, readDeadLetters, type DeadLetterHead, type TopicNames } from '@cadastre/event-bus';
import { silentLog } from '@cadastre/service-runtime';
import type { Member } from '../fixtures/member.ts';
import { untilConsuming } from './consuming.ts';
import { kafkaTransport, type KafkaTransport } from './kafka-transport.ts';
import { LedgerWorld } from './ledger-world.ts';
import { Members } from './members.ts';

/** A ledger that gets its events through topics of its own, those who project it, and an admin of the brokers. */
export class KafkaLedger {
  readonly members: Members;
  readonly names: TopicNames;
  /** One of them: that of syncs. */
  readonly topic: string;

  private constructor(
    readonly world: LedgerWorld,
    readonly transport: KafkaTransport,
    readonly kafka: Kafka,
    readonly admin: Admin,
  ) {
    this.members = new Members(world, transport.kafka);
    this.names = transport.names;
    this.topic = this.names.ofCategory('sync');
  }

  static async open(brokers: readonly string[]): Promise<KafkaLedger> {
    const world = await LedgerWorld.open();
    const transport = await kafkaTransport(world, brokers);
    const kafka = kafkaClient(transport.kafka, silentLog);
    const admin = kafka.admin();
    await admin.connect();
    return new KafkaLedger(world, transport, kafka, admin);
  }

  /** The members of one version of the projection, as brokers know them. */
  group(version = 1): string {
    const lanes = this.transport.kafka.topics.partitions;
    return this.names.members({ projection: 'ledger', version, lanes });
  }

  /** What is produced from now on comes to the group; until then something is appended, again and again. */
  untilConsuming(append = () => this.world.append(60)): Promise<void> {
    return untilConsuming(this.admin, this.group(), append);
  }

  /** A member that serves lanes: what is produced from now on comes to it. */
  async serving(): Promise<Member> {
    const member = this.members.join();
    await this.untilConsuming();
    await this.world.caughtUp();
    return member;
  }

  /** As somebody else who may write into topics; into that of syncs where none is named. */
  async produce(record: Omit<ProducerRecord, 'topic'> & { readonly topic?: string }): Promise<void> {
    const producer = this.kafka.producer();
    await producer.connect();
    await producer.send({ topic: this.topic, ...record });
    await producer.disconnect();
  }

  async deadLetters(): Promise<DeadLetterHead[]> {
    const heads: DeadLetterHead[] = [];
    await readDeadLetters(this.kafka, this.names, (head) => void heads.push(head));
    return heads;
  }

  async close(): Promise<void> {
    await this.members.end();
    await this.admin.disconnect();
    await this.transport.close();
    await this.world.close();
  }
}
