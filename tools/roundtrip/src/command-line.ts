import { parseArgs } from 'node:util';
import { parseTargetUrl } from '@cadastre/target-connection';
import type { RoundTripOptions } from './round-trip.ts';
import { RoundTripFailed } from './roundtrip-failed.ts';

export const usage = `npm run roundtrip -- --url postgres://user@host:5432/database [--pg-bin <folder>] [--keep <folder>]

Makes a database from the catalog of another, on the same server, and compares the two by pg_dump --schema-only.
The role needs to be a superuser: owners and privileges are restored. The new databases are dropped in the end.

  --pg-bin <folder>  where pg_dump and psql are (CADASTRE_PG_BIN); they must not be older than the server
  --keep <folder>    leave the SQL and the dumps there

Environment: PGPASSWORD. Exit codes: 0 equal, 1 different, 2 could not be tried.`;

/** @returns null when only help was asked for */
export const readCommandLine = (
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): RoundTripOptions | null => {
  const { url, help, ...options } = parse(args);
  if (help === true) return null;
  if (url === undefined) throw new RoundTripFailed('--url is missing', usage);
  const address = parseTargetUrl(url);
  return {
    address: {
      host: address.host,
      port: address.port,
      username: address.username,
      password: address.password ?? environment.PGPASSWORD ?? '',
      sslMode: address.ssl_mode ?? 'prefer',
    },
    database: address.database_name,
    binFolder: options['pg-bin'] ?? environment.CADASTRE_PG_BIN ?? null,
    keepIn: options.keep ?? null,
  };
};

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      options: {
        url: { type: 'string' },
        'pg-bin': { type: 'string' },
        keep: { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new RoundTripFailed((error as Error).message, usage, { cause: error });
  }
};
