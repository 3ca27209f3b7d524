import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { eventBusSchema } from '@cadastre/event-bus';
import { eventStoreSchema } from '@cadastre/event-store';
import { migrate } from '@cadastre/postgres';

/**
 * The reference's table: the same bytes as an event and its commit, one index, nothing else.
 */
const plainTable = /* sql */ `
  create table plain (
    id bigint generated always as identity primary key, stream_id text not null, version int not null, type text not null,
    data json not null, tenant_id text not null, actor text not null, command_id text not null, correlation_id text not null
  )`;

/** A database with the event store and the reference's table, gone when the work is done. */
export async function* inBenchDatabase<T>(
  connectionString: string,
  work: (url: string) => AsyncIterable<T>,
): AsyncIterable<T> {
  const name = `bench_append_${randomBytes(4).toString('hex')}`;
  const url = new URL(connectionString);
  url.pathname = `/${name}`;
  await execute(connectionString, `create database ${name}`);
  try {
    await migrate({ ownerUrl: url.href, appRole: null, schemas: [eventStoreSchema, eventBusSchema] });
    await execute(url.href, plainTable);
    yield* work(url.href);
  } finally {
    await execute(connectionString, `drop database ${name} with (force)`);
  }
}

const execute = async (connectionString: string, sql: string): Promise<void> => {
  const client = new pg.Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
};
