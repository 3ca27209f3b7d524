import { introspect } from '@cadastre/pg-introspection';
import { egressPolicy, openTarget } from '@cadastre/target-connection';
import type pg from 'pg';
import type { TargetAddress } from '../load/draw-command.ts';
import type { Finding } from './finding.ts';

/**
 * Reads every target whole, with nothing known before, and compares with the catalogs that many interrupted and
 * incremental syncs have made of it.
 */
export const checkCatalogs = async (pool: pg.Pool, target: TargetAddress): Promise<Finding[]> =>
  Promise.all(target.databases.map((database) => checkCatalog(pool, target, database)));

const checkCatalog = async (pool: pg.Pool, target: TargetAddress, database: string): Promise<Finding> => {
  const seen = await readTarget(target, database);
  const { rows: integrations } = await pool.query<{ id: string }>(
    `select integration_id::text as id from read_model.integrations where status = 'active' and database_name = $1`,
    [database],
  );
  const wrong: string[] = [];
  for (const { id } of integrations) wrong.push(...differences(seen, await readCatalog(pool, id), id));
  return {
    check: `the catalogs of ${database} hold what is really there`,
    looked: seen.size * integrations.length,
    wrong,
  };
};

type Objects = ReadonlyMap<string, string>;

const differences = (seen: Objects, known: Objects, integrationId: string): string[] => [
  ...[...seen].flatMap(([key, state]) =>
    known.get(key) === state
      ? []
      : [`integration ${integrationId}, ${key}: there it is ${state}, here ${known.get(key) ?? 'unknown'}`],
  ),
  ...[...known.keys()]
    .filter((key) => !seen.has(key))
    .map((key) => `integration ${integrationId}, ${key}: gone there, here ${known.get(key)}`),
];

const readTarget = async (address: TargetAddress, database: string): Promise<Objects> => {
  const target = await openTarget(
    {
      host: address.host,
      port: address.port,
      username: address.username,
      password: address.password,
      database_name: database,
      ssl_mode: 'disable',
      ca_pem: null,
    },
    egressPolicy({ allow: [], allowPrivate: true }),
    { applicationName: 'cadastre campaign', connectTimeoutMs: 5_000, statementTimeoutMs: 60_000 },
  );
  const objects = new Map<string, string>();
  try {
    for await (const step of introspect(target)) {
      if (step.type !== 'page') continue;
      for (const { object, hash } of step.objects) {
        const { identity, kind, qualified_name } = object;
        objects.set(`${identity.catalog}/${identity.oid}`, `${kind} ${qualified_name} ${hash}`);
      }
    }
  } finally {
    await target.close();
  }
  return objects;
};

const readCatalog = async (pool: pg.Pool, integrationId: string): Promise<Objects> => {
  const { rows } = await pool.query<{ key: string; state: string }>(
    /* sql */ `
    select catalog || '/' || oid as key, kind || ' ' || qualified_name || ' ' || hash as state
      from read_model.objects where integration_id = $1`,
    [integrationId],
  );
  return new Map(rows.map(({ key, state }) => [key, state]));
};
