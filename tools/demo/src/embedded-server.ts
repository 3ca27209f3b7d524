import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DemoFailed } from './demo-failed.ts';

/** The superuser's URL of the server that the running Cadastre brought along: it writes it into its data folder. */
export const embeddedServerUrl = (dataDir: string): string => {
  const file = path.join(dataDir, 'embedded-postgres.json');
  try {
    const { superuser_url: url } = JSON.parse(readFileSync(file, 'utf8')) as { superuser_url?: unknown };
    if (typeof url === 'string') return url;
  } catch {
    // told below
  }
  throw new DemoFailed(
    `The sample database is made on the embedded PostgreSQL, and there is none: ${file} is missing.`,
    'The running Cadastre uses a server of its own or another CADASTRE_DATA_DIR. Stop it, or try: npm run demo -- --url postgres://…',
  );
};
