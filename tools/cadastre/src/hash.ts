import type { Command } from 'commander';
import { projections } from '@cadastre/catalog-read-model';
import { hashReadModels } from '@cadastre/projections';
import { withDatabase } from './database.ts';
import { print } from './print.ts';

type Options = { database?: string; json?: boolean };

/** `cadastre hash`: what the read models say, to be held against another installation of the same log, or against a rebuild. */
export const addHash = (program: Command): void => {
  program
    .command('hash')
    .description('one hash for each table of the read models: equal exactly when the rows are')
    .option('--database <url>', 'our own database (default: CADASTRE_DATABASE_URL, or the embedded server)')
    .option('--json', 'print one JSON array')
    .action(async ({ database, json }: Options) => {
      const hashes = await withDatabase(database, (pool) => hashReadModels(pool, projections));
      print(
        json === true,
        hashes,
        hashes.map(({ table, rows, hash }) => `${hash}  ${table} (${rows} rows)`),
      );
    });
};
