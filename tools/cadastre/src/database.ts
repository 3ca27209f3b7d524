import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type pg from 'pg';
import { createPool } from '@cadastre/postgres';

/** From the environment, or from the file that NAME_FILE names, as services take it. */
export const setting = (name: string): string | undefined => {
  const file = process.env[`${name}_FILE`];
  const value = file === undefined || file === '' ? process.env[name] : readFileSync(file, 'utf8').trimEnd();
  return value === '' ? undefined : value;
};

/** Our own database: the option, the environment, or the embedded server that runs beside us. */
const databaseUrl = (option: string | undefined): string => {
  const given = option ?? setting('CADASTRE_DATABASE_URL');
  if (given !== undefined) return given;
  const file = path.join(process.env.CADASTRE_DATA_DIR ?? './.cadastre', 'embedded-postgres.json');
  if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { url: string }).url;
  throw new Error(
    `no database: set CADASTRE_DATABASE_URL, pass --database, or start Cadastre first (${file} is not there)`,
  );
};

export const withDatabase = async <T>(
  option: string | undefined,
  work: (pool: pg.Pool) => Promise<T>,
): Promise<T> => {
  const pool = createPool({ connectionString: databaseUrl(option), max: 5, applicationName: 'cadastre cli' });
  try {
    return await work(pool);
  } finally {
    await pool.end();
  }
};
