import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { faultKinds } from './faults/plan-faults.ts';
import type { CampaignSettings } from './settings.ts';

const help = `
Runs Cadastre as six processes on servers of its own, lets clients work with it, and breaks things by a
schedule that the seed determines: processes, connections (also at COMMIT), PostgreSQL, Kafka, the disk.
Then it holds what is left against a journal of what clients were promised.

Faults: ${faultKinds.join(', ')}.
Exit codes: 0 every promise was kept, 1 one was not (evidence is kept), 2 wrong command line.`;

/** @returns null when only help was asked for; an exit code where the command line is wrong */
export const readCommandLine = (args: readonly string[]): CampaignSettings | number | null => {
  const command = new Command('npm run campaign --')
    .description('Break a running installation, and check that nothing was lost.')
    .option('--minutes <n>', 'how long things go wrong', positive, 5)
    .option('--seed <text>', 'determines the schedule', String(Date.now() % 1_000_000))
    .option('--no-kafka', 'consumers read the log itself')
    .option('--clients <n>', 'clients at the same time', positive, 8)
    .option('--only <kinds>', 'only these kinds of fault, separated by commas', kinds, [])
    .option('--beside <folder>', 'a checkout of another release, built: every second process runs from it')
    .option('--evidence <folder>', 'where logs, journal and schedule go')
    .option('--keep', 'keep the evidence of a run that found nothing', false)
    .option('--dry-run', 'print the schedule and do nothing', false)
    .option('--json', 'print one JSON object at the end', false)
    .addHelpText('after', help)
    .allowExcessArguments(false)
    .exitOverride();
  try {
    command.parse([...args], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? null : 2;
    throw error;
  }
  const {
    evidence = null,
    beside = null,
    kafka,
    ...others
  } = command.opts<
    Omit<CampaignSettings, 'usesKafka' | 'evidence' | 'beside'> & {
      kafka: boolean;
      evidence?: string;
      beside?: string;
    }
  >();
  return { ...others, evidence, beside, usesKafka: kafka };
};

const positive = (text: string): number => {
  const value = Number(text);
  if (!(value > 0 && value <= 10_000)) throw new InvalidArgumentError('It must be a number above 0.');
  return value;
};

const kinds = (text: string): string[] => {
  const given = text.split(',');
  const unknown = given.find((kind) => !(faultKinds as string[]).includes(kind));
  if (unknown !== undefined) throw new InvalidArgumentError(`There is no fault "${unknown}".`);
  return given;
};
