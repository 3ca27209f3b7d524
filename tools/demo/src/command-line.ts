import { Command, CommanderError } from 'commander';
import { DemoFailed } from './demo-failed.ts';

export type CommandLine = {
  /** The user's own database; null for the sample. */
  readonly url: string | null;
  /** Stay up until Ctrl-C, as a demonstration should; tests do not. */
  readonly stay: boolean;
};

const help = `
Starts Cadastre if it is not running, puts a database on the register, follows the sync,
and shows what the catalog now holds. Stays up until Ctrl-C.

Examples:
  npm run demo
  npm run demo -- --url postgres://reader@db.example.com:5432/shop    (password from PGPASSWORD)

Environment: CADASTRE_HTTP_PORT (3000), CADASTRE_DATA_DIR (./.cadastre), NO_COLOR.
Exit codes: 0 shown to the end, 1 something went wrong, 2 wrong command line, 3 the sync did not complete.`;

/** @returns null when only help was asked for, which is then printed */
export const readCommandLine = (args: readonly string[]): CommandLine | null => {
  const command = new Command('npm run demo --')
    .description('Watch a PostgreSQL database become a searchable catalog.')
    .option(
      '--url <url>',
      'catalog this database instead of the sample: postgres://user:password@host:5432/db',
    )
    .option('--no-stay', 'end when everything is shown')
    .addHelpText('after', help)
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  try {
    command.parse([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.helpDisplayed') return null;
    const reason = error.message.replace(/^error: /, '');
    throw new DemoFailed(reason, 'npm run demo -- --help shows what there is.', 2);
  }
  const { url = null, stay } = command.opts<{ url?: string; stay: boolean }>();
  return { url, stay };
};
