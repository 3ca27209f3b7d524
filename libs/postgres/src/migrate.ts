import pg from 'pg';
import { DataSource, type MigrationInterface } from 'typeorm';
import { errorCode } from './error-class.ts';

export type MigrationClass = new () => MigrationInterface;

/** What one library keeps in the database: a PostgreSQL schema of its own, and how it came to be. */
export type DatabaseSchema = {
  readonly name: string;
  readonly migrations: readonly MigrationClass[];
  /** Tables in which the application role may insert and select only. */
  readonly appendOnlyTables: readonly string[];
};

const migrationsTable = 'cadastre_migrations';

/** Any number that all Cadastre processes agree on: only one of them migrates at a time. */
const migrationLock = 7_203_441_815;

/**
 * Brings the database to the present shape, and gives `appRole` its rights. Safe to call from any number of
 * processes at once: TypeORM has no lock of its own, so an advisory lock is held around it.
 *
 * @param options.appRole the role that the application connects as; null when that is the owner itself
 * @returns names of the migrations that were run now
 */
export const migrate = async (options: {
  ownerUrl: string;
  appRole: string | null;
  schemas: readonly DatabaseSchema[];
}): Promise<string[]> => {
  const lock = new pg.Client({ connectionString: options.ownerUrl, application_name: 'cadastre migrate' });
  lock.on('error', () => undefined);
  await lock.connect();
  try {
    await lock.query('select pg_advisory_lock($1)', [migrationLock]);
    const names = await runMigrations(options.ownerUrl, options.schemas);
    if (options.appRole !== null) await grantRights(lock, options.appRole, options.schemas);
    return names;
  } finally {
    await lock.end();
  }
};

/**
 * Whether nothing is left to migrate, as far as this role can see. So a service needs no rights of the owner where somebody
 * else migrates; migrations of a newer release do no harm.
 */
export const isMigrated = async (url: string, schemas: readonly DatabaseSchema[]): Promise<boolean> => {
  const client = new pg.Client({ connectionString: url, application_name: 'cadastre migrate' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(`select name from ${migrationsTable}`);
    const done = new Set(rows.map(({ name }) => name));
    return schemas.every(({ migrations }) =>
      migrations.every((Migration) => {
        const { name } = new Migration();
        return name !== undefined && done.has(name);
      }),
    );
  } catch (error) {
    // No such table, or none that we may read: nobody has migrated for us.
    if (['42P01', '42501'].includes(errorCode(error) ?? '')) return false;
    throw error;
  } finally {
    await client.end();
  }
};

const runMigrations = async (url: string, schemas: readonly DatabaseSchema[]): Promise<string[]> => {
  const source = new DataSource({
    type: 'postgres',
    url,
    applicationName: 'cadastre migrate',
    migrations: schemas.flatMap(({ migrations }) => [...migrations]),
    migrationsTableName: migrationsTable,
    migrationsTransactionMode: 'each',
    logging: false,
    extra: { max: 2 },
  });
  await source.initialize();
  try {
    const ran = await source.runMigrations();
    return ran.map(({ name }) => name);
  } finally {
    await source.destroy();
  }
};

const grantRights = async (
  client: pg.Client,
  appRole: string,
  schemas: readonly DatabaseSchema[],
): Promise<void> => {
  const role = pg.escapeIdentifier(appRole);
  await client.query(`grant select on ${migrationsTable} to ${role}`);
  for (const { name, appendOnlyTables } of schemas) {
    const schema = pg.escapeIdentifier(name);
    await client.query(`
      grant usage on schema ${schema} to ${role};
      grant select, insert, update, delete, truncate on all tables in schema ${schema} to ${role};
      grant usage, select on all sequences in schema ${schema} to ${role};
      grant execute on all functions in schema ${schema} to ${role};`);
    for (const table of appendOnlyTables) {
      const qualified = `${schema}.${pg.escapeIdentifier(table)}`;
      await client.query(`revoke update, delete, truncate on ${qualified} from ${role}`);
    }
  }
};
