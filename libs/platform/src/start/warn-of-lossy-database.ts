import type { Queryable } from '@cadastre/postgres';
import type { Log } from '@cadastre/service-runtime';

/** A setting of our own database that makes acknowledgements say more than is true. */
type Lossy = { readonly setting: 'fsync' | 'synchronous_commit'; readonly setFor: string };

const whatIsLost = {
  fsync: 'a crash of its machine can lose acknowledged commands and leave a database that is damaged',
  synchronous_commit: 'a crash of its server can lose commands that were acknowledged just before',
} as const;

/**
 * Says which of the settings that the promise of an acknowledgement leans on is off, wherever that was said: for the
 * server, the database, the role, or in the URL. It is not refused: who tries things out may well want it.
 */
export const warnOfLossyDatabase = async (db: Queryable, log: Log): Promise<void> => {
  const { rows } = await db.query<Lossy>(/* sql */ `
    select name as setting,
           case source when 'database' then 'the database' when 'user' then 'the role'
                       when 'database user' then 'the role in this database' when 'client' then 'the connection'
                       else 'the server' end as "setFor"
      from pg_catalog.pg_settings
     where name in ('fsync', 'synchronous_commit') and setting = 'off'
     order by name`);
  for (const { setting, setFor } of rows) {
    log.warn({ setting, setFor }, `our own database runs with ${setting} off: ${whatIsLost[setting]}`);
  }
};
