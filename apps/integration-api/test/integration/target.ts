import { createTestDatabase, type TestDatabase } from '@cadastre/testing';
import { startApi, type ApiUnderTest } from './api-under-test.ts';

export type Target = {
  readonly database: TestDatabase;
  readonly credential: {
    host: string;
    port: number;
    username: string;
    password: string;
    database_name: string;
    ssl_mode: 'disable';
  };
};

/** A real database to register, with one table, and its credential. */
export const createTarget = async (): Promise<Target> => {
  const database = await createTestDatabase({ schemas: [] });
  await database.pool
    .query('create schema shop; create table shop.orders (id bigint primary key)')
    .catch(() => undefined);
  await database.ownerPool.query(
    'create schema if not exists shop; create table if not exists shop.orders (id bigint primary key)',
  );
  const url = new URL(database.superuserUrl);
  return {
    database,
    credential: {
      host: url.hostname,
      port: Number(url.port),
      username: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      database_name: database.name,
      ssl_mode: 'disable',
    },
  };
};

/** The target first, not beside: an API that nobody closes, because that has failed, goes on among the specs that follow. */
export const startApiWithTarget = async (
  ...options: Parameters<typeof startApi>
): Promise<{ api: ApiUnderTest; target: Target }> => {
  const target = await createTarget();
  return { target, api: await startApi(...options) };
};

export const registration = ({ credential }: Target, different: object = {}) => ({
  integration_type: 'POSTGRESQL',
  credential: { ...credential, ...different },
});
