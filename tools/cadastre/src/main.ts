import { Command, CommanderError } from 'commander';
import { AppError } from '@cadastre/errors';
import { cadastreVersion } from '@cadastre/platform';
import { addApiKey } from './api-key.ts';
import { addMakeKey } from './make-key.ts';
import { addMigrate } from './migrate.ts';
import { addDeadLetters } from './dead-letters.ts';
import { addHash } from './hash.ts';
import { addParked } from './parked.ts';
import { addRebuild } from './rebuild.ts';
import { addRelay } from './relay.ts';
import { addVerify } from './verify.ts';

const program = new Command('cadastre')
  .description('Looks after an installation of Cadastre.')
  .version(cadastreVersion)
  .showHelpAfterError()
  .addHelpText('after', '\nExit codes: 0 done, 1 not done, 2 the log is broken.');
addVerify(program);
addApiKey(program);
addMakeKey(program);
addMigrate(program);
addRebuild(program);
addHash(program);
addParked(program);
addRelay(program);
addDeadLetters(program);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) throw error;
  const hint = error instanceof AppError && error.hint !== undefined ? `\n${error.hint}` : '';
  process.stderr.write(`cadastre: ${error instanceof Error ? error.message : 'failed'}${hint}\n`);
  process.exitCode = 1;
}
