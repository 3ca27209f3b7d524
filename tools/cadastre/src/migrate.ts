import type { Command } from 'commander';
import { prepareDatabase } from '@cadastre/platform';
import { setting } from './database.ts';
import { print } from './print.ts';

type Options = { json?: boolean };

/** `cadastre migrate`: what services do at their start, by somebody who has the rights of the owner. */
export const addMigrate = (program: Command): void => {
  program
    .command('migrate')
    .description(
      'bring our own database to the shape of this release, as the role of CADASTRE_DATABASE_OWNER_URL, and give the role of CADASTRE_DATABASE_URL its rights',
    )
    .option('--json', 'print one JSON object')
    .action(async ({ json }: Options) => {
      const url = setting('CADASTRE_DATABASE_URL');
      if (url === undefined)
        throw new Error('CADASTRE_DATABASE_URL is not set: the role that services connect as');
      const ownerUrl = setting('CADASTRE_DATABASE_OWNER_URL');
      const { everySchema } = await import('./every-schema.ts');
      const migrations = await prepareDatabase({ url, ownerUrl }, everySchema);
      print(json === true, { migrations }, [
        migrations.length === 0 ? 'nothing to migrate' : `migrated: ${migrations.join(', ')}`,
      ]);
    });
};
