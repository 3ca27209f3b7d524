import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { toKey } from '@cadastre/credential-vault';
import { createPool } from '@cadastre/postgres';
import { ShutDown } from '@cadastre/service-runtime';
import { createTestDatabase, type TestDatabase } from '@cadastre/testing';
import pg from 'pg';
import { pino } from 'pino';
import { z } from 'zod';
import { platformSchemas, platformSettings, startPlatform } from '../../src/index.ts';
import { warnOfLossyDatabase } from '../../src/start/warn-of-lossy-database.ts';

let database: TestDatabase;
let superuser: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase({ schemas: platformSchemas });
  superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await database.drop();
});

const forDatabase = () => `database ${database.name}`;
const forRole = () => `role cadastre_app in database ${database.name}`;

const set = async (whose: string, setting: string): Promise<void> => {
  await superuser.query(`alter ${whose} ${setting}`);
};
afterEach(async () => {
  await set(forDatabase(), 'reset all');
  await set(forRole(), 'reset all');
});

type Line = { level: number; setting: string; setFor: string; msg: string };

const recording = () => {
  const lines: Line[] = [];
  const log = pino({ level: 'info' }, { write: (line) => void lines.push(JSON.parse(line) as Line) });
  return { lines, log };
};

/** As a service does at its start, over connections of its own. `fsync` is as the server that runs the tests has it. */
const warningsAtStart = async (options = ''): Promise<Line[]> => {
  const { lines, log } = recording();
  const url = new URL(database.url);
  if (options !== '') url.searchParams.set('options', options);
  const pool = createPool({ connectionString: url.href, max: 1, applicationName: 'test' });
  await warnOfLossyDatabase(pool, log);
  await pool.end();
  return lines;
};
const ofCommits = (lines: readonly Line[]) => lines.filter(({ setting }) => setting === 'synchronous_commit');

test.each([
  ['the database', forDatabase, ''],
  ['the role in this database', forRole, ''],
  ['the connection', null, '-c synchronous_commit=off'],
] as const)('a synchronous_commit that is off for %s is told, once', async (setFor, whose, options) => {
  if (whose !== null) await set(whose(), 'set synchronous_commit = off');
  const told = ofCommits(await warningsAtStart(options));
  expect(told).toMatchObject([{ level: 40, setting: 'synchronous_commit', setFor }]);
  expect(told[0]?.msg).toBe(
    'our own database runs with synchronous_commit off: a crash of its server can lose commands that were acknowledged just before',
  );
});

test.each(['on', 'local', 'remote_write', 'remote_apply'])('one that is %s is not', async (value) => {
  await set(forDatabase(), `set synchronous_commit = ${value}`);
  expect(ofCommits(await warningsAtStart())).toEqual([]);
});

test('a service that starts says it once', async () => {
  await set(forDatabase(), 'set synchronous_commit = off');
  const { lines, log } = recording();
  let exitCode: number | undefined;
  const shutDown = new ShutDown({ log, exit: (code) => (exitCode = code) });
  await startPlatform({
    service: 'spec',
    settings: z.object(platformSettings).parse({
      CADASTRE_DATABASE_URL: database.url,
      CADASTRE_KEY_FILE: 'given below',
    }),
    database: { url: database.url, ownerUrl: undefined },
    keyRing: { active: toKey(randomBytes(32)), others: [] },
    allowPrivate: true,
    schemas: [],
    shutDown,
    log,
  });
  await shutDown.run(0);
  expect(exitCode).toBe(0);
  expect(ofCommits(lines)).toHaveLength(1);
});

test('an fsync that is off is told, of the server', async () => {
  const { rows } = await database.pool.query<{ fsync: string }>('show fsync');
  const told = (await warningsAtStart()).filter(({ setting }) => setting === 'fsync');
  expect(told).toMatchObject(
    rows[0]?.fsync === 'off'
      ? [{ level: 40, setFor: 'the server', msg: expect.stringContaining('a database that is damaged') }]
      : [],
  );
});
