import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { createPool } from '@cadastre/postgres';
import { createTestDatabase, type TestDatabase } from '@cadastre/testing';
import { pino } from 'pino';
import { warnOfLossyDatabase } from '../../src/start/warn-of-lossy-database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ schemas: [] });
});
afterAll(() => database.drop());

const forDatabase = () => `database ${database.name}`;
const forRole = () => `role cadastre_app in database ${database.name}`;

const set = async (whose: string, setting: string): Promise<void> => {
  await database.ownerPool.query(`alter ${whose} ${setting}`);
};
afterEach(async () => {
  await set(forDatabase(), 'reset all');
  await set(forRole(), 'reset all');
});

type Line = { level: number; setting: string; setFor: string; msg: string };

/** As a service does at its start, over connections of its own. `fsync` is as the server that runs the tests has it. */
const warningsAtStart = async (options = ''): Promise<Line[]> => {
  const lines: Line[] = [];
  const log = pino({ level: 'info' }, { write: (line) => void lines.push(JSON.parse(line) as Line) });
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

test('an fsync that is off is told, of the server', async () => {
  const { rows } = await database.pool.query<{ fsync: string }>('show fsync');
  const told = (await warningsAtStart()).filter(({ setting }) => setting === 'fsync');
  expect(told).toMatchObject(
    rows[0]?.fsync === 'off'
      ? [{ level: 40, setFor: 'the server', msg: expect.stringContaining('a database that is damaged') }]
      : [],
  );
});
