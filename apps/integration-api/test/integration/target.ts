import { createTestDatabase, type TestDatabase } from '@cadastre/testing';

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

/**
 * A real database to register, with one table, and its credential. Made before the API is started, not beside: an API that
 * nobody closes, because this has failed, goes on among the specs that follow.
 */
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

export const registration = ({ credential }: Target, different: object = {}) => ({
  integration_type: 'POSTGRESQL',
  credential: { ...credential, ...different },
});
