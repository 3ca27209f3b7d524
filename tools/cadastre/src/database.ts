import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { InvalidArgumentError } from 'commander';
import type pg from 'pg';
import { createPool } from '@cadastre/postgres';

/** Our own database: the option, the environment, or the embedded server that runs beside us. */
const databaseUrl = (option: string | undefined): string => {
  const given = option ?? process.env.CADASTRE_DATABASE_URL;
  if (given !== undefined && given !== '') return given;
  const file = path.join(process.env.CADASTRE_DATA_DIR ?? './.cadastre', 'embedded-postgres.json');
  if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { url: string }).url;
  throw new InvalidArgumentError(
    `no database: set CADASTRE_DATABASE_URL, pass --database, or start Cadastre first (${file} is not there)`,
  );
};

export const withDatabase = async <T>(
  option: string | undefined,
  work: (pool: pg.Pool) => Promise<T>,
): Promise<T> => {
  const pool = createPool({ connectionString: databaseUrl(option), max: 2, applicationName: 'cadastre cli' });
  try {
    return await work(pool);
  } finally {
    await pool.end();
  }
};
