import { randomBytes } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import pg from 'pg';
import { startEmbeddedPostgres } from '@cadastre/embedded-postgres';
import type { Log } from '@cadastre/service-runtime';
import type { DataFolder } from './data-folder.ts';

/** Our database on the embedded server. The URLs hold passwords that are new at each start. */
export type EmbeddedDatabase = {
  /** The application's role: CADASTRE_DATABASE_URL. */
  readonly url: string;
  /** The role that owns the tables and runs migrations: CADASTRE_DATABASE_OWNER_URL. */
  readonly ownerUrl: string;
  readonly appRole: string;
  /** After everything that uses it has stopped. */
  stop(): Promise<void>;
};

/** What `connectionFile` holds; the demonstration and the command line read it. */
export type ConnectionFile = {
  readonly pid: number;
  readonly superuser_url: string;
  readonly owner_url: string;
  readonly url: string;
};

const database = 'cadastre';
const ownerRole = 'cadastre_owner';
const appRole = 'cadastre_app';

export const startEmbeddedDatabase = async (options: {
  folder: DataFolder;
  log: Log;
}): Promise<EmbeddedDatabase> => {
  const { folder, log } = options;
  const server = await startEmbeddedPostgres({ dataDir: folder.postgresDir, log });
  try {
    const passwords = await prepareDatabase(server.url);
    const urlOf = (role: string, password: string): string => {
      const url = new URL(server.url);
      Object.assign(url, { username: role, password, pathname: `/${database}` });
      return url.href;
    };
    const ownerUrl = urlOf(ownerRole, passwords.owner);
    const url = urlOf(appRole, passwords.app);
    write(folder.connectionFile, {
      pid: process.pid,
      superuser_url: server.url,
      owner_url: ownerUrl,
      url,
    });
    const stop = async (): Promise<void> => {
      rmSync(folder.connectionFile, { force: true });
      await server.stop();
    };
    return { url, ownerUrl, appRole, stop };
  } catch (error) {
    await server.stop();
    throw error;
  }
};

const prepareDatabase = async (superuserUrl: string): Promise<{ owner: string; app: string }> => {
  const client = new pg.Client({ connectionString: superuserUrl, application_name: 'cadastre start' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const owner = await giveRole(client, ownerRole);
    const app = await giveRole(client, appRole);
    const known = await client.query('select 1 from pg_database where datname = $1', [database]);
    if (known.rowCount === 0) await client.query(`create database ${database} owner ${ownerRole}`);
    await client.query(`revoke all on database ${database} from public`);
    await client.query(`grant connect on database ${database} to ${appRole}`);
    return { owner, app };
  } finally {
    await client.end();
  }
};

/** A role whose password nobody has to keep: it is made anew at each start. */
const giveRole = async (client: pg.Client, role: string): Promise<string> => {
  const password = randomBytes(24).toString('base64url');
  const known = await client.query('select 1 from pg_roles where rolname = $1', [role]);
  await client.query(
    `${known.rowCount === 0 ? 'create' : 'alter'} role ${role} login password '${password}'`,
  );
  return password;
};

/** Complete under its name or not there at all. */
const write = (file: string, content: ConnectionFile): void => {
  writeFileSync(`${file}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
};
