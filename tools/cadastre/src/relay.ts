import type { Command } from 'commander';
import { laneCountOf, readRelayState, rewindRelay } from '@cadastre/event-bus';
import { withDatabase } from './database.ts';
import { print } from './print.ts';
import { addRelayKeys } from './relay-keys.ts';
import { toPosition } from './to-position.ts';

type Options = { database?: string; json?: boolean };

/** `cadastre relay status | rewind --to POSITION | new-key | forget-keys`. */
export const addRelay = (program: Command): void => {
  const command = program.command('relay').description('what carries the log to Kafka');
  const sub = (name: string, description: string): Command =>
    command
      .command(name)
      .description(description)
      .option('--database <url>', 'our own database (default: CADASTRE_DATABASE_URL, or the embedded server)')
      .option('--json', 'print one JSON object');

  sub('status', 'up to where brokers have acknowledged the log').action(
    async ({ database, json }: Options) => {
      const { position, lanePositions, epoch } = await withDatabase(database, readRelayState);
      const lanes = laneCountOf(lanePositions);
      print(json === true, { position, lanes, epoch }, [
        lanes === 0 ? 'Kafka was never used here' : `at position ${position}`,
      ]);
    },
  );
  sub(
    'rewind',
    'send everything after a position again, for consumers of others that lost it; ours drop what they have',
  )
    .requiredOption('--to <position>', 'the last position that is not sent again', toPosition)
    .action(async ({ database, json, to }: Options & { to: number }) => {
      const before = await withDatabase(database, (pool) => rewindRelay(pool, to));
      if (laneCountOf(before.lanePositions) === 0)
        throw new Error('Kafka was never used here: there is nothing to send again');
      const position = Math.min(before.position, to);
      print(json === true, { from: before.position, to: position }, [
        position === before.position
          ? `the relay is at ${before.position}: nothing after ${to} was sent yet`
          : `the relay sends ${before.position - position} events again, from position ${position + 1}`,
      ]);
    });
  addRelayKeys(sub);
};
