import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@cadastre/testing';
import { egressPolicy, openTarget, testTarget } from '../../src/index.ts';
import { credentialOf, localPolicy, openOptions } from './targets.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ schemas: [] });
});
afterAll(() => database.drop());

const named = () => credentialOf(database.superuserUrl, { host: 'db.example' });

test('an address that refuses gives way to the next one', async () => {
  const lookup = async (): Promise<string[]> => ['127.0.0.2', '127.0.0.1'];
  const target = await openTarget(named(), localPolicy, { ...openOptions, lookup });
  expect(await target.query('select 1')).toEqual([['1']]);
  await target.close();
});

test('a name is looked up once, and a cancel request goes where the session went', async () => {
  let lookups = 0;
  const lookup = async (): Promise<string[]> => {
    lookups += 1;
    return lookups === 1 ? ['127.0.0.1'] : ['169.254.169.254'];
  };
  const target = await openTarget(named(), localPolicy, { ...openOptions, lookup });
  await target.cancel();
  await target.close();
  expect(lookups).toBe(1);
});

test('every answer is judged before any of them is tried', async () => {
  const lookup = async (): Promise<string[]> => ['127.0.0.1', '169.254.169.254'];
  const { failure } = await testTarget(named(), localPolicy, { ...openOptions, lookup });
  expect(failure).toMatchObject({ code: 'target-not-allowed', step: 'egress' });
});

test('loopback is closed unless somebody opened it', async () => {
  const closed = egressPolicy({ allow: [], allowPrivate: false });
  const { port } = named();
  for (const host of ['localhost', '127.0.0.1', '::1']) {
    const { failure } = await testTarget({ ...named(), host }, closed, openOptions);
    expect(failure).toMatchObject({ code: 'target-not-allowed', step: 'egress' });
    expect(failure?.hint).toContain('CADASTRE_EGRESS_ALLOW');
  }
  const opened = egressPolicy({ allow: [`db.example:${port}`], allowPrivate: false });
  const lookup = async (): Promise<string[]> => ['127.0.0.1'];
  expect(await testTarget(named(), opened, { ...openOptions, lookup })).toMatchObject({ is_accepted: true });
});
