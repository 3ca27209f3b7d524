import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { analytics } from './analytics.ts';
import { ecommerce } from './ecommerce.ts';
import { reporting } from './reporting.ts';
import { routines } from './routines.ts';
import { rows } from './rows.ts';

export const shopDatabase = 'shop';
/** Reads the shop, as a catalog needs it: CONNECT and USAGE, nothing else. */
export const shopReader = 'shop_reader';
const owner = 'shop_owner';

/** Counts up when the sample changes; an older one is then made anew. */
const mark = 'Sample database of Cadastre, edition 1';

const definition = [
  'create extension pg_trgm;',
  `comment on extension pg_trgm is 'Finds products by misspelt names';`,
  `grant create on database {database} to ${owner}; set role ${owner};`,
  ecommerce,
  analytics,
  reporting,
  rows,
  routines,
  'call analytics.refresh_sales_summary();',
  'refresh materialized view reporting.product_performance;',
  `grant usage on schema ecommerce, analytics, reporting to ${shopReader};`,
  'reset role; analyze;',
].join('\n');

/**
 * Creates the sample database unless it is there. The name appears when it is complete: an interrupted
 * creation is started over.
 *
 * @returns whether it had to be created
 */
export const createShop = async (superuserUrl: string): Promise<boolean> => {
  if (await isThere(superuserUrl)) return false;
  const draft = `${shopDatabase}_new`;
  await onDatabase(superuserUrl, 'postgres', async (client) => {
    for (const role of [owner, shopReader]) await createRole(client, role);
    for (const name of [draft, shopDatabase])
      await client.query(`drop database if exists ${name} with (force)`);
    await client.query(`create database ${draft}`);
  });
  await onDatabase(superuserUrl, draft, (client) => client.query(definition.replace('{database}', draft)));
  await onDatabase(superuserUrl, 'postgres', async (client) => {
    await client.query(`alter database ${draft} rename to ${shopDatabase}`);
    await client.query(`comment on database ${shopDatabase} is '${mark}'`);
  });
  return true;
};

/** Gives the reader a new password: whoever registers the shop is the only one who knows it. */
export const renewReaderPassword = async (superuserUrl: string): Promise<string> => {
  const password = randomBytes(18).toString('base64url');
  await onDatabase(superuserUrl, 'postgres', (client) =>
    client.query(`alter role ${shopReader} login password '${password}'`),
  );
  return password;
};

const isThere = (superuserUrl: string): Promise<boolean> =>
  onDatabase(superuserUrl, 'postgres', async (client) => {
    const { rows: found } = await client.query<{ mark: string | null }>(
      `select shobj_description(oid, 'pg_database') as mark from pg_database where datname = $1`,
      [shopDatabase],
    );
    return found[0]?.mark === mark;
  });

const createRole = async (client: pg.Client, role: string): Promise<void> => {
  const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [role]);
  if (rowCount === 0) await client.query(`create role ${role}`);
};

const onDatabase = async <T>(
  superuserUrl: string,
  database: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> => {
  const url = new URL(superuserUrl);
  url.pathname = `/${database}`;
  const client = new pg.Client({ connectionString: url.href, application_name: 'cadastre demo' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};
