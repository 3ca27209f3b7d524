import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { loadOrCreateKeyFile } from '@cadastre/credential-vault';

/** `cadastre make-key FILE`: the key-encryption key that all processes of one installation share. */
export const addMakeKey = (program: Command): void => {
  program
    .command('make-key')
    .description(
      'make the file that CADASTRE_KEY_FILE names; it must be kept and backed up apart from the database',
    )
    .argument('<file>')
    .action((file: string) => {
      if (existsSync(file)) throw new Error(`${file} exists; a key is never overwritten`);
      loadOrCreateKeyFile(file);
      process.stdout.write(`${file} holds a new key, readable by this account only\n`);
    });
};
