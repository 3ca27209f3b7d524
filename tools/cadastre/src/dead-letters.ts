import type { Command } from 'commander';
import type pg from 'pg';
import { kafkaClient, readDeadLetters, TopicNames, type DeadLetterHead } from '@cadastre/event-bus';
import { readKafkaOptions } from '@cadastre/platform';
import { listParkedKeys, retryParkedKey } from '@cadastre/projections';
import { silentLog } from '@cadastre/service-runtime';
import { actingUser } from './acting-user.ts';
import { withDatabase } from './database.ts';
import { printable } from './parked-lines.ts';
import { print } from './print.ts';

type Options = { database?: string; json?: boolean; limit: string };

/** `cadastre dead-letters list | redrive`. */
export const addDeadLetters = (program: Command): void => {
  const command = program
    .command('dead-letters')
    .description('messages of Kafka that no consumer could use (CADASTRE_KAFKA_… says where they are)');
  command
    .command('list')
    .description('why they are there, by their headers; nothing of what is in them')
    .option('--limit <count>', 'how many of the newest to print', '100')
    .option('--json', 'print one JSON object')
    .action(async ({ json, limit }: Options) => {
      const { counts, newest, total } = await collect(Number(limit));
      print(json === true, { total, counts, letters: newest }, [
        ...newest.map(lineOf),
        ...counts.map(({ topic, reason, count }) => printable(`${count} in ${topic}: ${reason}`)),
        total === 0 ? 'there are no dead letters' : `dead letters: ${total}, shown: ${newest.length}`,
      ]);
    });
  command
    .command('redrive')
    .description(
      'ask for a retry of every key that is parked at an event a dead letter is about; it is applied from the log, in order, and nothing is sent again',
    )
    .option('--database <url>', 'our own database (default: CADASTRE_DATABASE_URL, or the embedded server)')
    .option('--json', 'print one JSON object')
    .action(async ({ database, json }: Options) => {
      const redriven = await withDatabase(database, redrive);
      print(json === true, { retried: redriven }, [
        ...redriven.map(({ projection, key, position }) =>
          printable(`retry requested: ${projection} ${key} at position ${position}`),
        ),
        redriven.length === 0
          ? 'no key is parked at an event that a dead letter is about: there is nothing to redrive'
          : 'see what came of it with: cadastre parked list',
      ]);
    });
};

type Counted = { topic: string; reason: string; count: number };
type Collected = { total: number; counts: Counted[]; newest: DeadLetterHead[] };

const collect = async (limit: number): Promise<Collected> => {
  if (!Number.isInteger(limit) || limit < 0) throw new Error('--limit is a whole number');
  const options = readKafkaOptions(process.env);
  if (options === null) throw new Error('no Kafka: set CADASTRE_KAFKA_BROKERS as the services have it');
  const counts = new Map<string, Counted>();
  let [newest, total]: [DeadLetterHead[], number] = [[], 0];
  await readDeadLetters(kafkaClient(options, silentLog), new TopicNames(options.topics.prefix), (head) => {
    const { topic, reason } = head;
    const counted = counts.get(`${topic} ${reason}`) ?? { topic, reason, count: 0 };
    counts.set(`${topic} ${reason}`, counted);
    counted.count += 1;
    total += 1;
    newest.push(head);
    if (newest.length > 2 * limit + 100) newest = newestOf(newest, limit);
  });
  return { total, counts: [...counts.values()], newest: newestOf(newest, limit) };
};

const newestOf = (heads: DeadLetterHead[], limit: number): DeadLetterHead[] =>
  heads.sort((a, b) => b.sentAt.getTime() - a.sentAt.getTime()).slice(0, limit);

const lineOf = ({
  topic,
  partition,
  offset,
  sentAt,
  reason,
  detail,
  group,
  event,
  bytes,
}: DeadLetterHead): string => {
  const about =
    event === null
      ? ''
      : `  ${event.type} at position ${event.position} of tenant ${event.tenantId}, by ${event.projection}: ${event.class},`;
  return printable(
    `${sentAt.toISOString()}  ${topic}/${partition}@${offset}  ${reason}${about}  ${detail}  (${group}, ${bytes} bytes)`,
  );
};

type Redriven = { projection: string; key: string; position: number };

const pageSize = 500;

/** The log has these events, so nothing of the topics is needed: a key that has a letter about it is retried. */
const redrive = async (pool: pg.Pool): Promise<Redriven[]> => {
  const redriven: Redriven[] = [];
  for (let after: { projection: string; key: string } | null = null; ;) {
    const page: Awaited<ReturnType<typeof listParkedKeys>> = await listParkedKeys(pool, {
      after,
      limit: pageSize,
    });
    for (const { projection, key, position, deadLetteredPosition } of page) {
      if (deadLetteredPosition !== position) continue;
      await retryParkedKey(pool, { projection, key, requestedBy: actingUser() });
      redriven.push({ projection, key, position });
    }
    after = page.at(-1) ?? null;
    if (page.length < pageSize || after === null) return redriven;
  }
};
