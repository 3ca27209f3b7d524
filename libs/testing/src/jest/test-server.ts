import { startEmbeddedPostgres } from '@cadastre/embedded-postgres';
import { dropDatabasesOfRun } from '../drop-databases.ts';

export type TestServer = { readonly url: string; stop(): Promise<void> };

/** Many small databases at once, each with partitions. */
const settings = {
  max_connections: '200',
  max_locks_per_transaction: '256',
  autovacuum_naptime: '10s',
};

/**
 * `CADASTRE_TEST_DATABASE_URL`: a running server, given as its superuser; our databases are dropped at the end.
 * `CADASTRE_TEST_DATABASE=testcontainers`: a container. Otherwise the embedded server, in a folder that goes
 * with it.
 */
export const startTestServer = async (folder: string): Promise<TestServer> => {
  const url = process.env.CADASTRE_TEST_DATABASE_URL;
  if (url) return { url, stop: () => dropDatabasesOfRun(url, folder) };
  const kind = process.env.CADASTRE_TEST_DATABASE ?? 'embedded';
  switch (kind) {
    case 'embedded':
      return startEmbeddedPostgres({ dataDir: folder, ephemeral: true, settings, log: quiet });
    case 'testcontainers':
      return startContainer();
    default:
      throw new Error(`CADASTRE_TEST_DATABASE is ${kind}: it must be embedded or testcontainers`);
  }
};

const startContainer = async (): Promise<TestServer> => {
  const { PostgreSqlContainer } = await import('@testcontainers/postgresql');
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const container = await new PostgreSqlContainer('postgres:18-alpine')
    .withEnvironment({
      POSTGRES_INITDB_ARGS: '--locale=C --locale-provider=builtin --builtin-locale=C.UTF-8 --encoding=UTF8',
    })
    .withCommand(['postgres', ...flags])
    .start();
  return { url: container.getConnectionUri(), stop: async () => void (await container.stop()) };
};

const quiet = {
  info: (): void => undefined,
  warn: (facts: object, message: string): void => console.warn(message, facts),
};
