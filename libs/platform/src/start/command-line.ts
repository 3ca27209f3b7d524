import { describeSettings } from '@cadastre/service-runtime';
import type { z } from 'zod';
import { cadastreVersion } from '../version.ts';

/** What a program says of itself when asked. */
export type Program = {
  /** As a person types it. */
  readonly command: string;
  /** One sentence. */
  readonly about: string;
  readonly environment: z.ZodObject;
};

export type CommandLineAnswer = { readonly exitCode: 0 | 1; readonly text: string };

/**
 * Services take settings from the environment and nothing from the command line: arguments are a question or a
 * mistake, and neither may start a server.
 *
 * @param args without the path of Node and of the program
 * @returns null where there are none and the program goes on
 */
export const answerCommandLine = (program: Program, args: readonly string[]): CommandLineAnswer | null => {
  const [first] = args;
  if (first === undefined) return null;
  if (first === '--help' || first === '-h') return { exitCode: 0, text: usage(program) };
  if (first === '--version' || first === '-V') return { exitCode: 0, text: `${cadastreVersion}\n` };
  return {
    exitCode: 1,
    text: `cadastre: ${program.command} takes no arguments (${JSON.stringify(first)})\nSettings come from the environment; \`${program.command} -- --help\` lists them.\n`,
  };
};

const usage = ({ command, about, environment }: Program): string =>
  `Usage: ${command}\n\n${about}\n\nSettings, as environment variables; NAME_FILE gives the path of a file that holds the value of NAME:\n\n${describeSettings(environment)}`;

/** Answers and ends the process where there is something to answer. */
export const obeyCommandLine = (program: Program, args = process.argv.slice(2)): void => {
  const answer = answerCommandLine(program, args);
  if (answer === null) return;
  (answer.exitCode === 0 ? process.stdout : process.stderr).write(answer.text);
  process.exit(answer.exitCode);
};
