import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { QueryRunner } from 'typeorm';
import { createTestDatabase, waitFor, type TestDatabase } from '../../src/index.ts';
import { WakeUp } from '@cadastre/service-runtime';
import { Unavailable } from '@cadastre/errors';
import {
  Notifications,
  createPool,
  inTransaction,
  isTransient,
  migrate,
  toUnavailable,
} from '@cadastre/postgres';

class Ledger1700000000001 {
  readonly name = 'Ledger1700000000001';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'create schema ledger; create table ledger.entries (entry bigint primary key); create table ledger.totals (total bigint)',
    );
  }
  async down(): Promise<void> {
    throw new Error('migrations only go forward');
  }
}
const ledger = { name: 'ledger', migrations: [Ledger1700000000001], appendOnlyTables: ['entries'] };

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ schemas: [] });
});
afterAll(() => database.drop());

describe('migrate', () => {
  test('runs each migration once, however many processes start at the same moment', async () => {
    const ran = await Promise.all(
      [1, 2, 3, 4].map(() =>
        migrate({ ownerUrl: database.ownerUrl, appRole: 'cadastre_app', schemas: [ledger] }),
      ),
    );
    expect(ran.flat()).toEqual(['Ledger1700000000001']);
  });

  test('lets the application role add to an append-only table and nothing else', async () => {
    await database.pool.query('insert into ledger.entries values (1)');
    await expect(database.pool.query('update ledger.entries set entry = 2')).rejects.toMatchObject({
      code: '42501',
    });
    await expect(database.pool.query('delete from ledger.entries')).rejects.toMatchObject({ code: '42501' });
    await expect(database.pool.query('truncate ledger.entries')).rejects.toMatchObject({ code: '42501' });
    await database.pool.query('insert into ledger.totals values (1); update ledger.totals set total = 2');
  });
});

describe('a transaction', () => {
  test('is committed whole or not at all, and its connection goes back to the pool', async () => {
    const pool = createPool({ connectionString: database.url, max: 1, applicationName: 'test transaction' });
    const fail = inTransaction(pool, async (tx) => {
      await tx.query('insert into ledger.entries values (10)');
      throw new Error('change of mind');
    });
    await expect(fail).rejects.toThrow('change of mind');
    await inTransaction(pool, (tx) => tx.query('insert into ledger.entries values (11)'));
    const { rows } = await pool.query('select entry from ledger.entries where entry >= 10');
    expect(rows).toEqual([{ entry: 11 }]);
    await pool.end();
  });

  test('whose connection is cut fails as transient, and the pool goes on', async () => {
    const pool = createPool({ connectionString: database.url, max: 1, applicationName: 'test cut' });
    const cut = inTransaction(pool, async (tx) => {
      const { rows } = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
      await database.ownerPool.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
      await tx.query('select 1');
    });
    const error: unknown = await cut.catch((reason: unknown) => reason);
    expect(isTransient(error)).toBe(true);
    expect(toUnavailable(error)).toBeInstanceOf(Unavailable);
    await pool.query('select 1');
    await pool.end();
  });
});

describe('error classes', () => {
  test.each([
    ['57P01', true],
    ['08006', true],
    ['53300', true],
    ['40001', true],
    ['ECONNREFUSED', true],
    ['23505', false],
    ['42P01', false],
    ['28P01', false],
  ])('%s is transient: %s', (code, expected) => {
    expect(isTransient(Object.assign(new Error('x'), { code }))).toBe(expected);
  });
});

describe('notifications', () => {
  const start = (): Notifications => {
    const notifications = new Notifications({ connectionString: database.url });
    notifications.start();
    return notifications;
  };

  test('reach other processes, each payload once however often it was given', async () => {
    const [sender, listener] = [start(), start()];
    const heard: string[] = [];
    const heardByItself: string[] = [];
    sender.on('bell', (payload) => heardByItself.push(payload));
    listener.on('bell', (payload) => heard.push(payload));
    // LISTEN is under way: ring until the first is heard, then look at a burst.
    await waitFor(async () => {
      sender.notify('bell', 'first');
      return heard.length > 0;
    });
    heard.length = 0;
    for (let ring = 0; ring < 50; ring += 1) sender.notify('bell', 'burst');
    sender.notify('bell', 'last');
    await waitFor(async () => heard.includes('last'));
    expect(heard.filter((payload) => payload === 'burst').length).toBeLessThanOrEqual(2);
    // Both ways are open: it hears the other one, and never itself.
    await waitFor(async () => {
      listener.notify('bell', 'back');
      return heardByItself.length > 0;
    });
    expect(new Set(heardByItself)).toEqual(new Set(['back']));
    await Promise.all([sender.stop(), listener.stop()]);
  });

  test('come back by themselves after their connection was cut', async () => {
    const [notifications, sender] = [start(), start()];
    const bell = new WakeUp();
    let heard = 0;
    notifications.on('phoenix', () => {
      heard += 1;
      bell.ring();
    });
    await waitFor(async () => {
      sender.notify('phoenix');
      return heard > 0;
    });
    await database.ownerPool.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'cadastre notifications' and datname = current_database()",
    );
    const before = heard;
    await waitFor(async () => {
      sender.notify('phoenix');
      return heard > before;
    });
    await Promise.all([notifications.stop(), sender.stop()]);
  });
});
