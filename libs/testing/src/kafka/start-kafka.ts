import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../temporary-folder.ts';
import { freePorts } from '../free-ports.ts';
import { kafkaJars } from './kafka-jars.ts';
import { KafkaNode } from './kafka-node.ts';
import { nodeProperties, type MoreListener } from './node-properties.ts';

export type StartKafka = {
  /** How many nodes, 1 by default; three make a cluster whose every partition has three replicas. */
  readonly nodes?: number;
  /** Where the data stays; without it, in a temporary folder that goes when Kafka is stopped. */
  readonly dataFolder?: string;
  /** The port that clients connect to, of each node; any that is free where none is said. */
  readonly ports?: readonly number[];
  /** What each node tells its clients to connect to, where something stands before it; its own port otherwise. */
  readonly advertisedPorts?: readonly number[];
  /** More ways into the first node, which is the only one then. */
  readonly listeners?: readonly MoreListener[];
  /** Who may log in by SCRAM from the beginning, as `kafka-storage format --add-scram` takes them. */
  readonly scramUsers?: readonly string[];
  /** Added to `server.properties` of each node. */
  readonly settings?: Readonly<Record<string, string>>;
};

export type RunningKafka = {
  /** `host:port` of each node, as clients want them. */
  readonly brokers: readonly string[];
  /** Orderly, all nodes; can be started again with the same data folder and ports. */
  stop(): Promise<void>;
  /** Ends one node (1, 2, 3) as a power cut does. */
  kill(node?: number): Promise<void>;
  /** Starts a node that was killed or stopped, on its data; stops it first where it runs. */
  restart(node?: number): Promise<void>;
  /** For signals that pause it; undefined while the node does not run. */
  pid(node?: number): number | undefined;
};

/**
 * A real Apache Kafka (KRaft) on the loopback address, without Docker. It ends with our process, however that ends.
 *
 * @throws KafkaMissing where this machine lacks what it takes
 */
export const startKafka = async (options: StartKafka = {}): Promise<RunningKafka> => {
  const count = options.nodes ?? 1;
  const jars = await kafkaJars();
  const folder = options.dataFolder === undefined ? temporaryFolder('kafka') : keptFolder(options.dataFolder);
  const [ports, controllerPorts] = await choosePorts(count, options.ports);
  const clusterId = clusterIdOf(folder.path);
  const nodes = ports.map(
    (port, index) =>
      new KafkaNode({
        jars,
        folder: path.join(folder.path, `node-${index + 1}`),
        clusterId,
        scramUsers: options.scramUsers ?? [],
        properties: {
          ...nodeProperties({
            node: index + 1,
            port,
            advertisedPort: options.advertisedPorts?.[index] ?? port,
            controllerPorts,
            moreListeners: options.listeners ?? [],
          }),
          ...options.settings,
        },
      }),
  );
  const stop = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => node.stop()));
    folder.remove();
  };
  const started = await Promise.allSettled(nodes.map((node) => node.start()));
  const failed = started.find((result) => result.status === 'rejected');
  if (failed !== undefined) {
    await stop();
    throw failed.reason;
  }
  const nodeOf = (number: number): KafkaNode => {
    const node = nodes[number - 1];
    if (node === undefined) throw new Error(`There is no node ${number}`);
    return node;
  };
  return {
    brokers: ports.map((port, index) => `127.0.0.1:${options.advertisedPorts?.[index] ?? port}`),
    stop,
    kill: (node = 1) => nodeOf(node).kill(),
    restart: async (node = 1) => {
      await nodeOf(node).stop();
      await nodeOf(node).start();
    },
    pid: (node = 1) => nodeOf(node).pid,
  };
};

const keptFolder = (folder: string): { path: string; remove(): void } => {
  mkdirSync(folder, { recursive: true });
  return { path: path.resolve(folder), remove: () => undefined };
};

const choosePorts = async (
  count: number,
  wanted: readonly number[] | undefined,
): Promise<[brokers: readonly number[], controllers: readonly number[]]> => {
  const free = await freePorts(2 * count);
  return [wanted ?? free.slice(0, count), free.slice(count)];
};

/** A cluster keeps its name for as long as its data. */
const clusterIdOf = (folder: string): string => {
  const file = path.join(folder, 'cluster-id');
  if (!existsSync(file)) writeFileSync(file, randomBytes(16).toString('base64url'));
  return readFileSync(file, 'utf8').trim();
};
