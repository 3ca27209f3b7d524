import { AppError } from '@cadastre/errors';
import { BadArguments, readCommandLine, usage, type TargetServersOptions } from './command-line.ts';
import { endAsked } from './end-asked.ts';
import { fetchInstallations } from './fetch-installations.ts';
import { runCommand } from './run-command.ts';
import { ServersMissing } from './servers-missing.ts';
import { startServers, type TargetServers } from './start-servers.ts';

/** As shells count the end by Ctrl-C. */
const interruptedStatus = 130;

/** Beside the command's own output, not in it. */
const say = (text: string): void => console.error(text);

const run = async ({ majors, command }: TargetServersOptions): Promise<number> => {
  const end = endAsked();
  let isEndAsked = false;
  void end.signal.then(() => (isEndAsked = true));
  let servers: TargetServers | undefined;
  try {
    say(`Starting PostgreSQL ${majors.join(', ')} …`);
    servers = await startServers(await fetchInstallations(majors));
    if (isEndAsked) return command.length > 0 ? interruptedStatus : 0;
    if (command.length > 0) return await runCommand(command, { urls: servers.urls, endAsked: end.signal });
    console.log(announcement(majors, servers.urls));
    await end.signal;
    return 0;
  } finally {
    end.forget();
    say('Stopping …');
    await servers?.stop();
  }
};

const announcement = (majors: readonly number[], urls: readonly string[]): string =>
  `${majors.map((major, index) => `PostgreSQL ${major}: ${urls[index]}`).join('\n')}

The tests find them by

  export CADASTRE_TEST_TARGET_URLS='${urls.join(' ')}'

Ctrl-C ends them, and nothing of them stays.`;

const isExpected = (error: Error): boolean =>
  [BadArguments, ServersMissing, AppError].some((kind) => error instanceof kind);

try {
  const options = readCommandLine(process.argv.slice(2));
  if (options === null) console.log(usage);
  else process.exitCode = await run(options);
} catch (error) {
  if (!(error instanceof Error)) throw error;
  say(`target-servers: ${error.message}`);
  if (error instanceof BadArguments) say(`\n${usage}`);
  process.exitCode = isExpected(error) ? 2 : 1;
}
