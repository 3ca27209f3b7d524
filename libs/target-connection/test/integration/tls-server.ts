import { readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '@cadastre/embedded-postgres';
import { temporaryFolder, waitFor } from '@cadastre/testing';

const folder = path.join(import.meta.dirname, '..', 'fixtures', 'tls');
export const pem = (name: string): string => readFileSync(path.join(folder, name), 'utf8');

export type TlsServer = {
  readonly url: string;
  readonly port: number;
  /** Replaces the access rules, and waits until the server has taken them over. */
  allow(...lines: readonly string[]): Promise<void>;
  present(certificate: 'server' | 'expired'): Promise<void>;
  /** As the superuser. */
  run(sql: string): Promise<void>;
  isActive(sql: string): Promise<boolean>;
  stop(): Promise<void>;
};

/** Asked in a new session: an old one may not have heard of it yet. */
const hasLoadedSince = async (connectionString: string, at: string): Promise<boolean> => {
  const client = new pg.Client({ connectionString });
  await client.connect();
  const { rows } = await client.query<{ is: boolean }>(
    'select pg_conf_load_time() >= $1::timestamptz as is',
    [at],
  );
  await client.end();
  return rows[0]?.is === true;
};

/**
 * A PostgreSQL server with TLS, of the test's own. Its key is written by the server itself, since it must belong to
 * the account that the server runs as.
 */
export const startTlsServer = async (): Promise<TlsServer> => {
  const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const home = temporaryFolder('tls');
  const dataDir = path.join(home.path, 'server');
  const server = await startEmbeddedPostgres({ dataDir, ephemeral: true, log: silent });
  const admin = new pg.Client({ connectionString: server.url });
  admin.on('error', () => undefined);
  await admin.connect();
  const reload = async (): Promise<void> => {
    const { rows } = await admin.query<{ at: string }>('select clock_timestamp()::text as at');
    await admin.query('select pg_reload_conf()');
    await waitFor(() => hasLoadedSince(server.url, rows[0]?.at ?? ''));
  };
  const write = async (name: string, text: string): Promise<void> => {
    const rows = text.trimEnd().split('\n');
    const values = rows.map((row) => `(${pg.escapeLiteral(row)})`).join(', ');
    await admin.query(`copy (values ${values}) to program 'umask 077; cat > ${name}'`);
  };
  const present = async (certificate: 'server' | 'expired'): Promise<void> => {
    await write('server.crt', pem(`${certificate}.pem`));
    await write('server.key', pem(`${certificate}.key`));
    await admin.query('alter system set ssl = on');
    await reload();
  };
  const allow = async (...lines: readonly string[]): Promise<void> => {
    // Our own way in stays open, without TLS and with the superuser only.
    await write('pg_hba.conf', ['host postgres postgres 127.0.0.1/32 scram-sha-256', ...lines].join('\n'));
    await reload();
  };
  await present('server');
  const run = async (sql: string): Promise<void> => void (await admin.query(sql));
  const isActive = async (sql: string): Promise<boolean> => {
    const { rowCount } = await admin.query(
      `select from pg_stat_activity where replace(query, ' /* cadastre */', '') = $1 and state = 'active'`,
      [sql],
    );
    return rowCount === 1;
  };
  const stop = async (): Promise<void> => {
    await admin.end();
    await server.stop();
    home.remove();
  };
  return { url: server.url, port: server.port, allow, present, run, isActive, stop };
};
