import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePorts, startKafka, type RunningKafka } from '@cadastre/testing';
import kafkajs, { type IHeaders, type Kafka } from 'kafkajs';
import { FaultProxy } from '../proxy/fault-proxy.ts';
import { processNames, type ProcessName } from '../settings.ts';

export type ReceivedMessage = {
  readonly topic: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: string;
};

const partitions = 6;
const mostStarts = 3;
/** For a broker that is being started on a busy machine. */
const patienceMs = 60_000;
/** Ours, past every wire: to wipe topics and to look into them. */
const ownListener = 'OWN';

/**
 * A real broker with a listener for each process, each told to clients as the wire before it: so that one process can
 * lose its broker while the others keep it.
 */
export class KafkaBroker {
  readonly settings = { CADASTRE_KAFKA_PARTITIONS: String(partitions) };

  private turn: Promise<void> = Promise.resolve();

  private constructor(
    private readonly kafka: RunningKafka,
    private readonly links: ReadonlyMap<ProcessName, FaultProxy>,
    readonly ownAddress: string,
  ) {}

  static async start(folder: string): Promise<KafkaBroker> {
    const [main = 0, own = 0, controller = 0, ...ports] = await freePorts(3 + processNames.length);
    const links = new Map<ProcessName, FaultProxy>();
    for (const [index, name] of processNames.entries()) {
      const link = new FaultProxy(`${name}→kafka`, { host: '127.0.0.1', port: ports[index] ?? 0 }, 'bytes');
      await link.listen();
      links.set(name, link);
    }
    const listeners = [
      { name: 'PLAINTEXT', port: main, advertised: main },
      { name: ownListener, port: own, advertised: own },
      ...processNames.map((name, index) => ({
        name: listenerOf(name),
        port: ports[index] ?? 0,
        advertised: links.get(name)?.port ?? 0,
      })),
    ];
    const at = ({ name, port }: { name: string; port: number }): string => `${name}://127.0.0.1:${port}`;
    const kafka = await startKafka({
      dataFolder: path.join(folder, 'kafka'),
      ports: [main],
      settings: {
        listeners: [...listeners.map(at), `CONTROLLER://127.0.0.1:${controller}`].join(','),
        'controller.quorum.voters': `1@127.0.0.1:${controller}`,
        'advertised.listeners': listeners
          .map(({ name, advertised }) => at({ name, port: advertised }))
          .join(','),
        'listener.security.protocol.map': [...listeners.map(({ name }) => name), 'CONTROLLER']
          .map((name) => `${name}:PLAINTEXT`)
          .join(','),
      },
    });
    return new KafkaBroker(kafka, links, `127.0.0.1:${own}`);
  }

  linkOf(name: ProcessName): FaultProxy {
    const link = this.links.get(name);
    if (link === undefined) throw new Error(`no wire from ${name} to Kafka`);
    return link;
  }

  kill(): Promise<void> {
    return this.inTurn(() => this.kafka.kill());
  }

  restart(): Promise<void> {
    return this.inTurn(() => this.kafka.restart());
  }

  /** After everything: a restart that a busy machine did not grant in time is tried again. */
  async bringUp(): Promise<void> {
    this.signal('SIGCONT');
    await this.inTurn(async () => {
      for (let attempt = 1; this.kafka.pid() === undefined; attempt += 1) {
        await this.kafka.restart().catch((error: unknown) => {
          if (attempt === mostStarts) throw error;
        });
      }
    });
  }

  /** A fault never begins in the middle of another one's restart. */
  private inTurn(work: () => Promise<void>): Promise<void> {
    const mine = this.turn.then(work);
    this.turn = mine.catch(() => undefined);
    return mine;
  }

  signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    const pid = this.kafka.pid();
    if (pid !== undefined) process.kill(pid, name);
  }

  /** Every message of a topic goes, as when its retention ran out while nobody looked. Of a broker that is up. */
  async wipe(topic: string): Promise<void> {
    const deadline = performance.now() + patienceMs;
    while (this.kafka.pid() === undefined && performance.now() < deadline) await pause(200);
    await this.inTurn(() => this.wipeNow(topic));
  }

  private async wipeNow(topic: string): Promise<void> {
    const admin = this.client().admin();
    await admin.connect();
    try {
      const offsets = await admin.fetchTopicOffsets(topic);
      await admin.deleteTopicRecords({
        topic,
        partitions: offsets.map(({ partition, high }) => ({ partition, offset: high })),
      });
    } finally {
      await admin.disconnect();
    }
  }

  /** Everything that is in it now; nothing where there is no such topic. */
  async readTopic(topic: string): Promise<ReceivedMessage[]> {
    const left = await this.unread(topic);
    if (left.size === 0) return [];
    const messages: ReceivedMessage[] = [];
    const consumer = this.client().consumer({ groupId: `campaign-${topic}`, maxWaitTimeInMs: 250 });
    await consumer.connect();
    try {
      await consumer.subscribe({ topic, fromBeginning: true });
      await new Promise<void>((resolve) => {
        void consumer.run({
          eachMessage: async ({ partition, message }) => {
            messages.push({ topic, headers: textsOf(message.headers), value: String(message.value) });
            if (BigInt(message.offset) >= (left.get(partition) ?? -1n)) left.delete(partition);
            if (left.size === 0) resolve();
          },
        });
      });
    } finally {
      await consumer.disconnect();
    }
    return messages;
  }

  /** By partition that holds anything: its last offset. */
  private async unread(topic: string): Promise<Map<number, bigint>> {
    const admin = this.client().admin();
    await admin.connect();
    try {
      if (!(await admin.listTopics()).includes(topic)) return new Map();
      const offsets = await admin.fetchTopicOffsets(topic);
      return new Map(
        offsets
          .filter(({ low, high }) => BigInt(high) > BigInt(low))
          .map(({ partition, high }) => [partition, BigInt(high) - 1n]),
      );
    } finally {
      await admin.disconnect();
    }
  }

  async stop(): Promise<void> {
    this.signal('SIGCONT');
    await this.kafka.stop();
  }

  private client(): Kafka {
    const { Kafka, logLevel } = kafkajs; // CommonJS: Node does not see its names
    return new Kafka({ brokers: [this.ownAddress], clientId: 'campaign', logLevel: logLevel.NOTHING });
  }
}

const textsOf = (headers: IHeaders | undefined): Record<string, string> =>
  Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)]));

/** A name that Kafka takes: capitals and digits. */
const listenerOf = (name: ProcessName): string => name.toUpperCase().replace('-', '');
