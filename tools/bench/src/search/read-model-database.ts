import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { readModelSchema } from '@cadastre/catalog-read-model';
import { eventStoreSchema } from '@cadastre/event-store';
import { createPool, migrate } from '@cadastre/postgres';
import { projectionsSchema } from '@cadastre/projections';

export type ReadModelDatabase = {
  /** As the application's role: row-level security holds. */
  readonly pool: pg.Pool;
  /** As the superuser: no row-level security, no tenant to set. */
  readonly bare: pg.Client;
};

/** A database with events, projections and read models, gone when the work is done. */
export async function* inReadModelDatabase<T>(
  connectionString: string,
  work: (database: ReadModelDatabase) => AsyncIterable<T>,
): AsyncIterable<T> {
  const name = `bench_read_${randomBytes(4).toString('hex')}`;
  const password = randomBytes(16).toString('hex');
  const ownerUrl = new URL(connectionString);
  ownerUrl.pathname = `/${name}`;
  const appUrl = new URL(ownerUrl);
  appUrl.username = name;
  appUrl.password = password;
  await execute(
    connectionString,
    `create database ${name}`,
    `create role ${name} login password '${password}'`,
  );
  await migrate({
    ownerUrl: ownerUrl.href,
    appRole: name,
    schemas: [eventStoreSchema, projectionsSchema, readModelSchema],
  });
  const pool = createPool({ connectionString: appUrl.href, max: 10, applicationName: 'bench' });
  const bare = new pg.Client({ connectionString: ownerUrl.href });
  try {
    await bare.connect();
    yield* work({ pool, bare });
  } finally {
    await bare.end();
    await pool.end();
    await execute(connectionString, `drop database ${name} with (force)`, `drop role ${name}`);
  }
}

const execute = async (connectionString: string, ...statements: string[]): Promise<void> => {
  const client = new pg.Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
};
