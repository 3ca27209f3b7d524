import { spawn, spawnSync } from 'node:child_process';
import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fetchedPrograms } from './fetched-programs.ts';
import { roleRefused } from './role-refused.ts';
import { RoundTripFailed } from './roundtrip-failed.ts';

/** How a server is reached: handed to programs by their environment, so that no password is on a command line. */
export type ServerAddress = {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  readonly sslMode: string;
};

/** PostgreSQL's own client programs, of a version that can read the server. */
export type Programs = {
  /**
   * Writes `pg_dump --schema-only` to a file and gives its text.
   *
   * @throws RoundTripFailed where the role may not read something
   */
  dump(database: string, file: string): Promise<string>;
  /** Runs a file; the errors that psql told, none where all went well. */
  restore(database: string, file: string, options: { stopAtError: boolean }): Promise<string[]>;
};

/** Debian's folders, what was fetched, and whatever the path holds. */
const folders = (given: string | null): string[] =>
  given === null
    ? [...Array.from({ length: 10 }, (_, n) => `/usr/lib/postgresql/${12 + n}/bin`), fetchedPrograms, '']
    : [given];

const majorOf = (program: string): number | null => {
  const { stdout, status } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return status === 0 ? Number(/\(PostgreSQL\) (\d+)/.exec(stdout)?.[1] ?? '0') : null;
};

/** @throws RoundTripFailed where there is no pg_dump, or only one that is older than the server. */
export const findPrograms = (
  binFolder: string | null,
  serverMajor: number,
  address: ServerAddress,
): Programs => {
  const found = folders(binFolder).flatMap((folder) => {
    const program = path.join(folder, 'pg_dump');
    if (folder !== '' && !existsSync(program)) return [];
    const major = majorOf(program);
    return major === null ? [] : [{ folder, major }];
  });
  // The nearest: a much newer pg_dump may write what an older server does not take.
  const [fitting] = found.filter(({ major }) => major >= serverMajor).sort((a, b) => a.major - b.major);
  if (fitting === undefined) {
    const newest = Math.max(0, ...found.map(({ major }) => major));
    throw new RoundTripFailed(
      newest === 0
        ? 'pg_dump is not there'
        : `pg_dump ${newest} cannot read a server of version ${serverMajor}`,
      `Give the folder of the programs of PostgreSQL ${serverMajor} or newer: --pg-bin <folder>, or CADASTRE_PG_BIN. "npm run fetch-pg-programs" fetches those of 18.`,
    );
  }
  return programsIn(fitting.folder, address);
};

const programsIn = (folder: string, address: ServerAddress): Programs => {
  const env = {
    PATH: process.env.PATH,
    LC_ALL: 'C',
    PGHOST: address.host,
    PGPORT: String(address.port),
    PGUSER: address.username,
    PGPASSWORD: address.password,
    PGSSLMODE: address.sslMode,
    PGOPTIONS: '--client-min-messages=warning',
  };
  const program = (name: string): string => path.join(folder, name);
  return {
    dump: async (database, file) => {
      const child = spawn(program('pg_dump'), ['--schema-only', '--no-sync', '-d', database], { env });
      const complaints = textOf(child.stderr);
      const ended = exitOf(child);
      await pipeline(child.stdout, createWriteStream(file));
      const status = await ended;
      if (status !== 0) {
        const told = await complaints;
        const refused = roleRefused(`pg_dump could not read ${database}`, { told, user: address.username });
        throw refused ?? new Error(`pg_dump ended with ${status}: ${told}`);
      }
      return readFileSync(file, 'utf8');
    },
    restore: async (database, file, { stopAtError }) => {
      const args = ['-X', '-q', '-v', `ON_ERROR_STOP=${stopAtError ? 1 : 0}`, '-d', database, '-f', file];
      const child = spawn(program('psql'), args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
      const complaints = textOf(child.stderr);
      await exitOf(child);
      return (await complaints)
        .split('\n')
        .filter((line) => /(?:ERROR|FATAL):|could not|connection/.test(line));
    },
  };
};

const exitOf = (child: ReturnType<typeof spawn>): Promise<number | null> =>
  new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });

const textOf = async (stream: NodeJS.ReadableStream): Promise<string> => {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
};
