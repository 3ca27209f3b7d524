import type { Consumer, Kafka } from 'kafkajs';
import type { Log } from '@cadastre/service-runtime';
import { HandlingFailed } from './handling-failed.ts';

type Options = {
  readonly kafka: Kafka;
  readonly topics: readonly string[];
  readonly group: string;
  readonly log: Log;
};

/** Where the next message of each partition comes to lie. */
type Ends = readonly { readonly topic: string; readonly partition: number; readonly offset: string }[];

/**
 * A member that left because kafkajs failed at what lies in a topic would fail there again: it goes on at the ends, and what lies
 * before them is read from the log.
 */
export class UndecodableTopics {
  private because: Error | undefined;
  private ends: Ends = [];
  private passed: Ends = [];

  constructor(private readonly options: Options) {}

  /** The member is out of its group because of this. */
  left(because: Error): void {
    if (isUndecodable(because)) this.because = because;
  }

  /**
   * Before it joins again.
   *
   * @throws what the brokers answer
   */
  async lookUp(): Promise<void> {
    this.passed = [];
    this.ends = this.because === undefined ? [] : await endsOf(this.options);
  }

  /** When it has its partitions, before the first fetch. */
  passOver(consumer: Consumer, assignment: Record<string, readonly number[]>): void {
    const { group, log } = this.options;
    const own = this.ends.filter(({ topic, partition }) => assignment[topic]?.includes(partition));
    if (own.length === 0) return;
    log.error({ group, ends: own, err: this.because }, 'messages that could not be decoded passed over');
    this.because = undefined;
    this.ends = [];
    this.passed = own;
    for (const end of own) consumer.seek(end);
  }

  /** Once it runs, for before kafkajs does not, whenever it got the partitions: whoever has them next need not fail there first. */
  async commit(consumer: Consumer): Promise<void> {
    const { passed } = this;
    this.passed = [];
    if (passed.length === 0) return;
    const { group, log } = this.options;
    await consumer.commitOffsets([...passed]).catch((err: unknown) => {
      log.debug({ group, err }, 'offsets not committed');
    });
  }
}

const endsOf = async ({ kafka, topics }: Options): Promise<Ends> => {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const ends = topics.map(async (topic) => {
      const offsets = await admin.fetchTopicOffsets(topic);
      return offsets.map(({ partition, high }) => ({ topic, partition, offset: high }));
    });
    return (await Promise.all(ends)).flat();
  } finally {
    await admin.disconnect();
  }
};

const ofDecoding = new Set(['RangeError', 'TypeError', 'KafkaJSNotImplemented']);

/** kafkajs failed at what brokers have, not at reaching them: a batch of too many records, or bytes that are none. */
export const isUndecodable = (error: unknown): boolean => {
  if (!(error instanceof Error) || error instanceof HandlingFailed) return false;
  return ofDecoding.has(error.name) || isUndecodable(error.cause);
};
