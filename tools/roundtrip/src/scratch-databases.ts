import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { roleRefused } from './role-refused.ts';

/** An empty database that is made like another, and dropped in the end. */
export type ScratchDatabases = {
  /** @throws RoundTripFailed where the role may make none */
  create(): Promise<string>;
  dropAll(): Promise<void>;
};

type Facts = {
  encoding: string;
  collate: string;
  ctype: string;
  provider: string;
  locale: string | null;
};

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const localeColumns = (version: number): string => {
  if (version >= 170_000) return 'datlocprovider as provider, datlocale as locale';
  if (version >= 150_000) return 'datlocprovider as provider, daticulocale as locale';
  return `'c' as provider, null as locale`;
};

const provided = ({ provider, locale }: Facts): string => {
  if (provider === 'i') return ` LOCALE_PROVIDER icu ICU_LOCALE ${literal(locale ?? '')}`;
  if (provider === 'b') return ` LOCALE_PROVIDER builtin BUILTIN_LOCALE ${literal(locale ?? '')}`;
  return '';
};

/** `clientFor` connects to a database of the server. */
export const scratchDatabases = (
  clientFor: (database: string) => pg.Client,
  original: string,
): ScratchDatabases => {
  const created: string[] = [];
  return {
    create: async () => {
      const name = `cadastre_roundtrip_${randomBytes(5).toString('hex')}`;
      await using(clientFor(original), async (client) => {
        const { rows: versions } = await client.query<{ v: string }>(
          `select current_setting('server_version_num') as v`,
        );
        const { rows } = await client.query<Facts>(
          `select pg_encoding_to_char(encoding) as encoding, datcollate as collate, datctype as ctype,
                  ${localeColumns(Number(versions[0]?.v))} from pg_database where datname = current_database()`,
        );
        const facts = rows[0] as Facts;
        created.push(name);
        await client
          .query(
            `CREATE DATABASE ${quoted(name)} TEMPLATE template0 ENCODING ${literal(facts.encoding)}
               LC_COLLATE ${literal(facts.collate)} LC_CTYPE ${literal(facts.ctype)}${provided(facts)}`,
          )
          .catch((error: Error) => {
            const refusal = { told: error.message, user: client.user ?? '' };
            throw roleRefused('No database could be made to restore into', refusal) ?? error;
          });
      });
      return name;
    },
    dropAll: async () => {
      for (const name of created.splice(0)) {
        await using(clientFor(name), dropSubscriptions).catch(() => undefined);
        await using(clientFor(original), async (client) => {
          await client.query(`DROP DATABASE IF EXISTS ${quoted(name)}`);
        });
      }
    },
  };
};

/** A database with one cannot be dropped, and theirs is a slot on another server that was never made. */
const dropSubscriptions = async (client: pg.Client): Promise<void> => {
  const { rows } = await client.query<{ name: string }>(
    `select subname as name from pg_subscription
      where subdbid = (select oid from pg_database where datname = current_database())`,
  );
  for (const { name } of rows) {
    await client.query(`ALTER SUBSCRIPTION ${quoted(name)} DISABLE`);
    await client.query(`ALTER SUBSCRIPTION ${quoted(name)} SET (slot_name = NONE)`);
    await client.query(`DROP SUBSCRIPTION ${quoted(name)}`);
  }
};

const using = async <T>(client: pg.Client, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};
