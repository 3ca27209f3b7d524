import { parseArgs } from 'node:util';

export type KafkaOptions = {
  readonly nodes: 1 | 3;
  /** Of the first node; the others have the next ones. */
  readonly port: number;
  readonly dataFolder: string;
};

export const usage = `Usage: npm run kafka [-- options]

Starts a real Apache Kafka (KRaft) on 127.0.0.1, without Docker: Java runs it, Maven fetches it the first time.
Ctrl-C stops it.

  --nodes 1|3     one node, or a cluster of three in which any one may fail (default 1)
  --port N        port of the first node; the others have the next ones (default 9092)
  --data FOLDER   where topics are kept (default .cadastre/kafka-1 or .cadastre/kafka-3)
  --help          this text`;

export class BadArguments extends Error {}

/** @returns null where only the usage was asked for. @throws BadArguments */
export const readCommandLine = (args: readonly string[]): KafkaOptions | null => {
  const values = parse(args);
  if (values.help === true) return null;
  const nodes = Number(values.nodes);
  if (nodes !== 1 && nodes !== 3) throw new BadArguments(`--nodes must be 1 or 3, not ${values.nodes}`);
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port + nodes - 1 > 65_535) {
    throw new BadArguments(`--port must be a port number, not ${values.port}`);
  }
  return { nodes, port, dataFolder: values.data ?? `.cadastre/kafka-${nodes}` };
};

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      options: {
        nodes: { type: 'string', default: '1' },
        port: { type: 'string', default: '9092' },
        data: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new BadArguments(error instanceof Error ? error.message : 'arguments cannot be read');
  }
};
