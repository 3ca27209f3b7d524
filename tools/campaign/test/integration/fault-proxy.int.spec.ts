import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createPool, inTransaction } from '@cadastre/postgres';
import { createTestDatabase, waitFor, type TestDatabase } from '@cadastre/testing';
import type pg from 'pg';
import { FaultProxy } from '../../src/proxy/fault-proxy.ts';

let database: TestDatabase;
let proxy: FaultProxy;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase({ schemas: [] });
  await database.ownerPool.query('create table notes (note text)');
  const { hostname, port } = new URL(database.superuserUrl);
  proxy = new FaultProxy('test', { host: hostname, port: Number(port) }, 'postgres');
  const url = new URL(database.superuserUrl);
  url.port = String(await proxy.listen());
  pool = createPool({
    connectionString: url.href,
    max: 4,
    applicationName: 'proxied',
    connectionTimeoutMs: 500,
  });
});
beforeEach(() => database.ownerPool.query('truncate notes'));
afterAll(async () => {
  proxy.heal();
  await pool.end();
  await proxy.close();
  await database.drop();
});

const write = (): Promise<unknown> => inTransaction(pool, (tx) => tx.query(`insert into notes values ('x')`));
const notes = async (): Promise<number> => (await database.ownerPool.query('table notes')).rowCount ?? -1;

describe('a wire that breaks at COMMIT', () => {
  test('before the server has it: the client is told of a failure, and nothing is there', async () => {
    proxy.cutAtCommits('before', 1);
    await expect(write()).rejects.toThrow();
    expect(await notes()).toBe(0);
    await write();
    expect(await notes()).toBe(1);
  });

  test('before the client hears of it: the client is told of a failure, and it is there', async () => {
    proxy.cutAtCommits('after', 1);
    await expect(write()).rejects.toThrow();
    await waitFor(async () => (await notes()) === 1, { timeoutMs: 5_000 });
    expect(proxy.commitsLeft).toBe(0);
  });
});

describe('a wire that swallows everything', () => {
  test('delivers in the end what was sent meanwhile', async () => {
    await write();
    proxy.silence();
    const writing = write();
    const answered = await Promise.race([writing.then(() => true), waitForAnother()]);
    expect(answered).toBe(false);
    proxy.heal();
    await writing;
    expect(await notes()).toBe(2);
  });

  /** A round trip past the wire: by then an answer over it would long be there. */
  const waitForAnother = async (): Promise<false> => {
    for (let round = 0; round < 20; round += 1) await database.ownerPool.query('select 1');
    return false;
  };
});

test('a wire that refuses lets nobody in until it is healed', async () => {
  proxy.refuse();
  await expect(write()).rejects.toThrow();
  proxy.heal();
  await write();
  expect(await notes()).toBe(1);
});
