import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { noteNotRun } from './not-run.ts';

/** A server beside our own, of another version. */
export type TestTarget = {
  /** For titles: `PostgreSQL 12.22`. */
  readonly name: string;
  readonly major: number;
  /** Connects as a superuser. */
  readonly url: string;
};

const reason =
  'npm run test:targets starts a server of each of these versions and runs these specs on all. CADASTRE_TEST_TARGET_URLS ' +
  'names servers that run already: superuser URLs, separated by blanks.';

/**
 * The servers of `CADASTRE_TEST_TARGET_URLS`: each spec makes databases and roles of its own there and drops them. Called
 * at the top of a spec file, with its `import.meta.url`. Without the variable there are none, and the end of the run says
 * that the spec was not tried on them.
 *
 * @throws where there are none and there have to be: `CI=true`
 */
export const testTargets = async (specUrl: string): Promise<readonly TestTarget[]> => {
  const urls = (process.env.CADASTRE_TEST_TARGET_URLS ?? '').split(/\s+/).filter((url) => url !== '');
  if (urls.length > 0) return Promise.all(urls.map(ask));
  if (process.env.CI === 'true') throw new Error(`No servers of other versions are named. ${reason}`);
  const folder = process.env.JEST_CADASTRE_RUN;
  if (folder !== undefined) {
    const title = 'NOT RUN on PostgreSQL 12 to 17, only on that of the tests';
    noteNotRun(folder, { spec: fileURLToPath(specUrl), title, reason });
  }
  return [];
};

const ask = async (url: string): Promise<TestTarget> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ version: string; number: string }>(
      `select current_setting('server_version') as version, current_setting('server_version_num') as number`,
    );
    const [{ version, number } = { version: '', number: '' }] = rows;
    return { name: `PostgreSQL ${version}`, major: Math.floor(Number(number) / 10_000), url };
  } finally {
    await client.end();
  }
};
