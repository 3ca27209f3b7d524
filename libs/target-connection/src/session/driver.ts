import type { EventEmitter } from 'node:events';
import pg from 'pg';
import type { GuardedStream } from '../wire/guarded-stream.ts';

export type DriverOptions = {
  readonly stream: GuardedStream;
  readonly username: string;
  readonly password: string;
  readonly databaseName: string;
  readonly applicationName: string;
  readonly isEncrypted: boolean;
};

/** pg's own client, as far as we use it and its types do not tell. */
export type DriverClient = pg.Client & {
  readonly processID: number | null;
  readonly secretKey: number | null;
  readonly connection: EventEmitter;
};

/** The server wants a password and there is none: pg would look for one of ours. */
export class PasswordMissing extends Error {}

/**
 * A pg client over a stream of ours, with a value for every key. What a key leaves open pg takes from `PG*` variables
 * and `~/.pgpass`, and would send to somebody else's server.
 */
export const createDriver = (options: DriverOptions): DriverClient => {
  const client = new pg.Client({
    stream: () => options.stream,
    // A function, because pg replaces an empty password by PGPASSWORD or a line of ~/.pgpass.
    password: () => {
      if (options.password === '') throw new PasswordMissing('no password');
      return options.password;
    },
    user: options.username,
    database: options.databaseName,
    application_name: options.applicationName,
    host: 'stream',
    port: 1,
    ssl: false,
    sslnegotiation: 'postgres',
    client_encoding: 'UTF8',
    binary: false,
    pipeline: false,
    keepAlive: false,
    enableChannelBinding: options.isEncrypted,
    scramMaxIterations: 100_000,
    connectionTimeoutMillis: 0,
    statement_timeout: false,
    lock_timeout: false,
    idle_in_transaction_session_timeout: false,
    query_timeout: 0,
  } as unknown as pg.ClientConfig) as DriverClient;
  // pg reads `options` and `replication` from the environment even so; this is all that it may say at the start.
  (client as unknown as { getStartupConf: () => Record<string, string> }).getStartupConf = () => ({
    user: options.username,
    database: options.databaseName,
    application_name: options.applicationName,
  });
  // Told again through every pending call; without a listener it would end the process.
  client.on('error', () => undefined);
  return client;
};
