import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestDatabase, waitFor, type TestDatabase } from '@cadastre/testing';
import { TargetFailure, isRetryable, type TargetConnection } from '../../src/index.ts';
import { credentialOf, open } from './targets.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ schemas: [] });
});
afterAll(() => database.drop());

const withTarget = async <T>(work: (target: TargetConnection) => Promise<T>): Promise<T> => {
  const target = await open(credentialOf(database.superuserUrl));
  try {
    return await work(target);
  } finally {
    await target.close();
  }
};

describe('another session on a target', () => {
  const statementsBy = async (change: { version?: string }): Promise<number> => {
    const first = await open(credentialOf(database.superuserUrl));
    await first.close();
    const before = { ...first.server, ...change };
    const target = await open(credentialOf(database.superuserUrl), { before });
    const { queries } = target.footprint();
    expect(target.server).toEqual(first.server);
    await target.close();
    return queries;
  };

  test('asks no more who is there, where the server says that it is of the same version', async () => {
    expect(await statementsBy({})).toBe(0);
  });

  test('asks again where it is another, also one whose number begins the same', async () => {
    expect(await statementsBy({ version: '9.9' })).toBe(1);
    expect(await statementsBy({ version: '1' })).toBe(1);
  });
});

const failureOf = async (work: Promise<unknown>): Promise<TargetFailure> => {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(TargetFailure);
  return error as TargetFailure;
};

describe('a session', () => {
  test('gives rows as raw text, whatever their types', () =>
    withTarget(async (target) => {
      const sql = `select 1::int8, 1.50::numeric, true, null, '2024-01-02 03:04:05+02'::timestamptz, '{a,NULL}'::text[], '{"a": 1}'::jsonb`;
      expect(await target.query(sql)).toEqual([
        ['1', '1.50', 't', null, '2024-01-02 01:04:05+00', '{a,NULL}', '{"a": 1}'],
      ]);
    }));

  test('binds parameters of every form that a statement may need', () =>
    withTarget(async (target) => {
      const names = ['plain', 'it\'s "quoted"', 'back\\slash', 'comma,brace}', '', null];
      const [row] = await target.query<string[]>(
        'select $1::text, $2::int, $3::bool, $4::text, pg_catalog.to_json($5::text[])',
        ['é\n%', 7, false, null, names],
      );
      expect(row?.slice(0, 4)).toEqual(['é\n%', '7', 'f', null]);
      expect(JSON.parse(row?.[4] ?? '')).toEqual(names);
    }));

  test('takes one statement at a time in the protocol, so that none can be smuggled in', () =>
    withTarget(async (target) => {
      const failure = await failureOf(target.query('select 1; select 2'));
      expect(failure.sqlState).toBe('42601');
    }));

  test('shows its name to the server, and leaves no setting on a connection that a pooler may give to others', () =>
    withTarget(async (target) => {
      const [name] = await target.query(`select current_setting('application_name')`);
      expect(name).toEqual(['cadastre/test']);
      const changed = `select name from pg_settings where source = 'session'`;
      expect(await target.query(changed)).toEqual([]);
    }));

  test('marks what it sends as its own, and leaves out the whitespace of the source', () =>
    withTarget(async (target) => {
      const own = (mark: string): string =>
        `select${mark} query, 1 as x from pg_stat_activity where pid = pg_backend_pid()`;
      const seen = [[own(' /* cadastre */'), '1']];
      expect(await target.query(`\n  ${own('')}`)).toEqual(seen);
      await target.query('BEGIN');
      for await (const rows of target.cursor(`\n  ${own('')}`)) expect(rows).toEqual(seen);
      for (const sql of ['SAVEPOINT one', 'ROLLBACK TO one', 'RELEASE one', 'ROLLBACK'])
        await target.query(sql);
    }));

  test('that does not keep to its time is cut off, and the statement is cancelled', async () => {
    const target = await open(credentialOf(database.superuserUrl), { statementTimeoutMs: -4_000 });
    const failure = await failureOf(target.query('select pg_sleep(61)'));
    expect(failure).toMatchObject({ code: 'target-timeout' });
    await target.close();
    await waitFor(async () => {
      const { rowCount } = await database.ownerPool.query(
        `select from pg_stat_activity where query = 'select /* cadastre */ pg_sleep(61)' and state = 'active'`,
      );
      return rowCount === 0;
    });
  });

  test('says what it knows of the server', () =>
    withTarget(async (target) => {
      expect(target.serverVersionNum).toBeGreaterThanOrEqual(120_000);
      expect(target.server).toMatchObject({ isStandby: false, version: expect.stringMatching(/^\d+\.\d+$/) });
    }));

  test('carries out calls that were made at once one after the other', () =>
    withTarget(async (target) => {
      const answers = await Promise.all([1, 2, 3].map((number) => target.query(`select ${number}`)));
      expect(answers).toEqual([[['1']], [['2']], [['3']]]);
    }));

  test('leaves no connection behind when it is closed', async () => {
    await withTarget(async (target) => target.query('select 1'));
    await waitFor(async () => {
      const { rowCount } = await database.ownerPool.query(
        `select from pg_stat_activity where application_name = 'cadastre/test' and datname = current_database()`,
      );
      return rowCount === 0;
    });
  });
});

describe('footprint', () => {
  test('counts statements, rows, bytes and the longest transaction', () =>
    withTarget(async (target) => {
      const before = target.footprint();
      await target.query('begin');
      await target.query('select pg_catalog.pg_sleep(0.05)');
      await target.query('select x from pg_catalog.generate_series(1, 100) x');
      await target.query('rollback');
      const after = target.footprint();
      expect(after.queries - before.queries).toBe(4);
      expect(after.rows - before.rows).toBe(101);
      expect(after.bytes - before.bytes).toBeGreaterThan(500);
      expect(after.longest_transaction_ms).toBeGreaterThanOrEqual(50);
      expect(after.longest_transaction_ms).toBeLessThanOrEqual(after.duration_ms);
    }));
});

describe('failures of statements', () => {
  test('keep the SQLSTATE and drop every word of the server', () =>
    withTarget(async (target) => {
      const failure = await failureOf(target.query(`select 'CANARY-value'::int`));
      expect(failure).toMatchObject({ code: 'target-query-failed', sqlState: '22P02', isTransient: false });
      expect(
        JSON.stringify([failure.message, failure.hint, failure.facts, failure.stack, failure.cause]),
      ).not.toContain('CANARY');
      expect(await target.query('select 1')).toEqual([['1']]);
    }));

  test('are worth another try where the same statement may succeed later', () =>
    withTarget(async (target) => {
      await target.query(`select set_config('statement_timeout', '50ms', false)`);
      const slow = await failureOf(target.query('select pg_sleep(5)'));
      expect(slow).toMatchObject({ code: 'target-timeout', sqlState: '57014' });
      expect(isRetryable(slow)).toBe(true);
      const denied = await failureOf(target.query('select * from nowhere.nothing'));
      expect(isRetryable(denied)).toBe(false);
    }));

  test('a session that the server ends is lost, and worth another try', () =>
    withTarget(async (target) => {
      const [row] = await target.query<[string]>('select pg_backend_pid()');
      const waiting = failureOf(target.query('select pg_sleep(30)'));
      await database.ownerPool.query('select pg_terminate_backend($1)', [row?.[0]]);
      const failure = await waiting;
      expect(failure).toMatchObject({ failureClass: 'lost', isTransient: true });
      expect(await failureOf(target.query('select 1'))).toMatchObject({ failureClass: 'lost' });
    }));
});

describe('calling off', () => {
  const isSleeping = async (): Promise<boolean> => {
    const { rowCount } = await database.ownerPool.query(
      `select from pg_stat_activity where query = 'select /* cadastre */ pg_sleep(60)' and state = 'active'`,
    );
    return rowCount === 1;
  };

  test('an abort ends the statement on the server as well', async () => {
    const abort = new AbortController();
    const target = await open(credentialOf(database.superuserUrl), {
      signal: abort.signal,
      statementTimeoutMs: 90_000,
    });
    const failure = failureOf(target.query('select pg_sleep(60)'));
    await waitFor(isSleeping);
    abort.abort();
    expect(await failure).toMatchObject({ code: 'target-connection-aborted' });
    await target.close();
    await waitFor(async () => !(await isSleeping()));
  });

  test('a cancel request ends the statement and keeps the session', async () => {
    const target = await open(credentialOf(database.superuserUrl), { statementTimeoutMs: 90_000 });
    const failure = failureOf(target.query('select pg_sleep(60)'));
    await waitFor(isSleeping);
    await target.cancel();
    expect(await failure).toMatchObject({ sqlState: '57014' });
    expect(await target.query('select 1')).toEqual([['1']]);
    await target.close();
  });

  test('an abort before anything was asked refuses to connect', async () => {
    const opening = open(credentialOf(database.superuserUrl), { signal: AbortSignal.abort() });
    expect(await failureOf(opening)).toMatchObject({ code: 'target-connection-aborted' });
  });
});
