import { createHash, randomBytes } from 'node:crypto';
import { createPool, migrate, type DatabaseSchema } from '@cadastre/postgres';
import pg from 'pg';
import { runName } from './run-folder.ts';
import { testServer, type RunningTestServer } from './test-server-url.ts';
import { waitFor } from './wait-for.ts';

export type TestDatabase = {
  readonly name: string;
  /** The role that owns the database and ran the migrations: no superuser. With no schemas: the superuser. */
  readonly ownerUrl: string;
  /** The application's role `cadastre_app`: no superuser, owns nothing. */
  readonly url: string;
  readonly superuserUrl: string;
  readonly pool: pg.Pool;
  readonly ownerPool: pg.Pool;
  /** Ends both pools and drops the database. @throws when the test left other connections open */
  drop(): Promise<void>;
};

const appRole = 'cadastre_app';
const ownerRole = 'cadastre_owner';
/** A machine on which everything is tried at once may need long for a connection, and that is no finding. */
const connectionTimeoutMs = 30_000;
const passwordOf = (role: string): string => `${role}-of-tests`;

/**
 * A database of its own for one spec file, cloned from a template that was migrated once per run and set of
 * schemas. `schemas: []` gives an empty one, owned by the superuser: a target to introspect.
 *
 * @param options.serverUrl the superuser's, of a server that the test has started itself; otherwise that of the run
 */
export const createTestDatabase = async (options: {
  schemas: readonly DatabaseSchema[];
  serverUrl?: string | undefined;
}): Promise<TestDatabase> => {
  const server =
    options.serverUrl === undefined ? await testServer() : { url: options.serverUrl, folder: 'own_server' };
  const name = `cadastre_${runName(server.folder)}_${randomBytes(6).toString('hex')}`;
  const isTarget = options.schemas.length === 0;
  await onServer(server, async (client) => {
    await underLock(client, 'cadastre test roles', () => createRoles(client));
    const template = isTarget ? 'template0' : await migratedTemplate(server, client, options.schemas);
    const owner = isTarget ? '' : `owner ${ownerRole}`;
    await client.query(`create database ${name} template ${template} ${owner}`);
  });
  const superuserUrl = urlOf(server, name);
  const ownerUrl = isTarget ? superuserUrl : urlOf(server, name, ownerRole);
  const url = urlOf(server, name, appRole);
  const pool = createPool({ connectionString: url, max: 10, applicationName: 'test', connectionTimeoutMs });
  const ownerPool = createPool({
    connectionString: ownerUrl,
    max: 5,
    applicationName: 'test owner',
    connectionTimeoutMs,
  });
  const drop = async (): Promise<void> => {
    await Promise.all([pool.end(), ownerPool.end()]);
    await dropDatabase(server, name);
  };
  return { name, ownerUrl, url, superuserUrl, pool, ownerPool, drop };
};

const urlOf = (server: RunningTestServer, database: string, role?: string): string => {
  const url = new URL(server.url);
  url.pathname = `/${database}`;
  if (role !== undefined) {
    url.username = role;
    url.password = passwordOf(role);
  }
  return url.href;
};

const onServer = async <T>(
  server: RunningTestServer,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> => {
  const client = new pg.Client({ connectionString: server.url, application_name: 'test databases' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

const underLock = async <T>(client: pg.Client, name: string, work: () => Promise<T>): Promise<T> => {
  await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [name]);
  try {
    return await work();
  } finally {
    await client.query('select pg_advisory_unlock(hashtextextended($1, 0))', [name]);
  }
};

const createRoles = async (client: pg.Client): Promise<void> => {
  for (const role of [ownerRole, appRole]) {
    const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [role]);
    const verb = rowCount === 0 ? 'create' : 'alter';
    if (verb === 'alter' && process.env.CADASTRE_TEST_DATABASE_URL === undefined) continue;
    await client.query(`${verb} role ${role} login password '${passwordOf(role)}'`);
  }
};

/** The final name appears when the template is complete: an interrupted one is never used. */
const migratedTemplate = async (
  server: RunningTestServer,
  client: pg.Client,
  schemas: readonly DatabaseSchema[],
): Promise<string> => {
  const key = createHash('sha256')
    .update(JSON.stringify(schemas.map(fingerprint)))
    .digest('hex');
  const template = `cadastre_${runName(server.folder)}_template_${key.slice(0, 12)}`;
  return underLock(client, template, async () => {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [template]);
    if (rowCount !== 0) return template;
    const draft = `${template}_new`;
    await client.query(`drop database if exists ${draft}`);
    await client.query(`create database ${draft} template template0 owner ${ownerRole}`);
    await migrate({ ownerUrl: urlOf(server, draft, ownerRole), appRole, schemas: [...schemas] });
    await client.query(`alter database ${draft} rename to ${template}`);
    return template;
  });
};

const fingerprint = ({ name, migrations, appendOnlyTables }: DatabaseSchema): unknown => [
  name,
  migrations.map((migration) => migration.toString()),
  appendOnlyTables,
];

const dropDatabase = (server: RunningTestServer, name: string): Promise<void> =>
  onServer(server, async (client) => {
    let open: string[] = [];
    const isUnused = async (): Promise<boolean> => {
      const { rows } = await client.query<{ name: string }>(
        `select application_name as name from pg_stat_activity
          where datname = $1 and backend_type = 'client backend'`,
        [name],
      );
      open = rows.map((row) => row.name || 'unnamed');
      return open.length === 0;
    };
    // A backend is seen for a moment after its client has gone.
    const leak = await waitFor(isUnused, { timeoutMs: 3_000 }).then(
      () => undefined,
      () => new Error(`The test left connections open: ${open.join(', ')}`),
    );
    await client.query(`drop database ${name} with (force)`);
    if (leak) throw leak;
  });
