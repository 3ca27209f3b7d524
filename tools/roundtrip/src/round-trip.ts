import { createWriteStream, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { writeDdl } from '@cadastre/catalog-ddl';
import { compareDumps, type BlockDifference } from './compare-dumps.ts';
import { dumpBlocks } from './dump-blocks.ts';
import { findPrograms, type ServerAddress } from './programs.ts';
import { readCatalog } from './read-catalog.ts';
import { isWithheld } from './withheld.ts';
import { scratchDatabases } from './scratch-databases.ts';

export type RoundTrip = {
  readonly objects: number;
  readonly blocks: number;
  /** What psql complained of while it ran what we wrote, and not of what pg_dump writes. */
  readonly errors: readonly string[];
  /** What is not the same, though pg_dump and psql keep it. */
  readonly differences: readonly BlockDifference[];
  /** Where nothing is missing but values that look like a credential: they are never in the catalog. */
  readonly withheld: readonly BlockDifference[];
  /** What pg_dump and psql do not keep either. */
  readonly excused: readonly BlockDifference[];
  readonly seconds: { readonly read: number; readonly write: number; readonly restore: number };
};

export type RoundTripOptions = {
  readonly address: ServerAddress;
  readonly database: string;
  readonly binFolder: string | null;
  /** Where the SQL and the dumps are left to be looked at; a temporary folder, removed in the end, without it. */
  readonly keepIn?: string | null;
};

/**
 * Makes a database from the catalog of another, and holds the two against each other by `pg_dump --schema-only`.
 *
 * @throws RoundTripFailed where no pg_dump fits the server, or the role may not read or make what it takes.
 */
export const roundTrip = async ({
  address,
  database,
  binFolder,
  keepIn = null,
}: RoundTripOptions): Promise<RoundTrip> => {
  const clientFor = (name: string): pg.Client =>
    new pg.Client({
      host: address.host,
      port: address.port,
      user: address.username,
      password: address.password,
      database: name,
      ssl:
        address.sslMode === 'disable' || address.sslMode === 'prefer' ? false : { rejectUnauthorized: false },
    });
  const major = await serverMajor(clientFor(database));
  const programs = findPrograms(binFolder, major, address);
  if (keepIn !== null) mkdirSync(keepIn, { recursive: true });
  const folder = keepIn ?? mkdtempSync(path.join(tmpdir(), 'cadastre-roundtrip-'));
  const file = (name: string): string => path.join(folder, name);
  const scratch = scratchDatabases(clientFor, database);
  try {
    const original = dumpBlocks(await programs.dump(database, file('original.sql')));
    const { source, objects, seconds } = await readCatalog(address, database);
    const written = await timed(() =>
      pipeline(Readable.from(writeDdl(source)), createWriteStream(file('catalog.sql'))),
    );
    const ours = await scratch.create();
    let errors: string[] = [];
    const restored = await timed(async () => {
      errors = await programs.restore(ours, file('catalog.sql'), { stopAtError: false });
    });
    const copy = dumpBlocks(await programs.dump(ours, file('copy.sql')));
    const all = compareDumps(original, copy);
    const found = all.filter((difference) => !isWithheld(difference));
    const yardstick =
      found.length + errors.length === 0 ? { errors: [], differences: [] } : await dumpAgain();
    const notKept = new Set(yardstick.differences.map(({ heading }) => heading));
    const alsoTheirs = new Set(yardstick.errors.map(complaint));
    return {
      objects,
      blocks: original.length,
      errors: errors.filter((error) => !alsoTheirs.has(complaint(error))),
      differences: found.filter(({ heading }) => !notKept.has(heading)),
      withheld: all.filter(isWithheld),
      excused: found.filter(({ heading }) => notKept.has(heading)),
      seconds: { read: seconds, write: written, restore: restored },
    };

    /** The yardstick: what pg_dump itself makes of it. */
    async function dumpAgain(): Promise<{ errors: string[]; differences: BlockDifference[] }> {
      const theirs = await scratch.create();
      const told = await programs.restore(theirs, file('original.sql'), { stopAtError: false });
      const again = dumpBlocks(await programs.dump(theirs, file('yardstick.sql')));
      return { errors: told, differences: compareDumps(original, again) };
    }
  } finally {
    await scratch.dropAll();
    if (keepIn === null) rmSync(folder, { recursive: true, force: true });
  }
};

/** What psql said, without where in the file it was. */
const complaint = (error: string): string => error.replace(/^.*?(?=ERROR:|FATAL:)/, '');

const serverMajor = async (client: pg.Client): Promise<number> => {
  await client.connect();
  try {
    const { rows } = await client.query<{ v: string }>(`select current_setting('server_version_num') as v`);
    return Math.floor(Number(rows[0]?.v) / 10_000);
  } finally {
    await client.end();
  }
};

const timed = async (work: () => Promise<void>): Promise<number> => {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1_000;
};
