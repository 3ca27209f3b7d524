import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { findPrograms } from '../../src/programs.ts';
import { RoundTripFailed } from '../../src/roundtrip-failed.ts';
import type { ServerAddress } from '../../src/programs.ts';

export type Server = {
  /** For titles: `PostgreSQL 12.22`. */
  readonly name: string;
  readonly url: string;
  readonly major: number;
  readonly address: ServerAddress;
};

const addressOf = (url: string): ServerAddress => {
  const { hostname, port, username, password } = new URL(url);
  return {
    host: hostname,
    port: Number(port),
    username: decodeURIComponent(username),
    password: decodeURIComponent(password),
    sslMode: 'disable',
  };
};

const query = async (connectionString: string, sql: string): Promise<pg.QueryResult> => {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
};

export const binFolder = process.env.CADASTRE_PG_BIN ?? null;

/** The server, or why it cannot be tried: there is no pg_dump of its version. */
export const tryServer = async (url: string): Promise<Server | string> => {
  const { rows } = await query(
    url,
    `select current_setting('server_version_num')::int / 10000 as major, current_setting('server_version') as version`,
  );
  const { major, version } = rows[0] as { major: number; version: string };
  const address = addressOf(url);
  try {
    findPrograms(binFolder, major, address);
    return { name: `PostgreSQL ${version}`, url, major, address };
  } catch (error) {
    if (!(error instanceof RoundTripFailed)) throw error;
    return `${error.message}. ${error.hint}`;
  }
};

/** Runs the work on an empty database of the server, which is dropped in the end. */
export const onNewDatabase = async (
  { url }: Server,
  scripts: readonly string[],
  work: (database: string) => Promise<void>,
): Promise<void> => {
  const database = `cadastre_roundtrip_test_${randomBytes(4).toString('hex')}`;
  await query(url, `create database ${database} template template0`);
  const target = new URL(url);
  target.pathname = `/${database}`;
  try {
    for (const script of scripts) await query(target.href, script);
    await work(database);
  } finally {
    await query(target.href, dropSubscriptions);
    await query(url, `drop database ${database}`);
  }
};

/** A database with one cannot be dropped. */
const dropSubscriptions = `
  do $$ declare one name; begin
    for one in select subname from pg_subscription
                where subdbid = (select oid from pg_database where datname = current_database()) loop
      execute format('alter subscription %I disable', one);
      execute format('alter subscription %I set (slot_name = none)', one);
      execute format('drop subscription %I', one);
    end loop;
  end $$`;

const roles = ['roundtrip_owner', 'roundtrip_reader', 'roundtrip "role"', 'roundtrip_super'];
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Roles belong to the server: they are made for a test and dropped after it. */
export const withRoles = async ({ url }: Server, work: () => Promise<void>): Promise<void> => {
  for (const role of roles) await query(url, `create role ${quoted(role)}`);
  await query(url, 'alter role roundtrip_super superuser');
  try {
    await work();
  } finally {
    for (const role of roles) await query(url, `drop role ${quoted(role)}`);
  }
};
