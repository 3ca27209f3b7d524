import pg from 'pg';
import { runName } from './run-folder.ts';

/** Removes what one run left on a server that goes on without us. */
export const dropDatabasesOfRun = async (url: string, folder: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      'select datname as name from pg_database where datname like $1',
      [`cadastre\\_${runName(folder)}\\_%`],
    );
    for (const { name } of rows) {
      await client.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`);
    }
  } finally {
    await client.end();
  }
};
