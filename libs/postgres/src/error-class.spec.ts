import { expect, test } from '@jest/globals';
import { Unavailable } from '@cadastre/errors';
import { toUnavailable } from './error-class.ts';
import { createPool } from './pool.ts';

test('a request that outlives its process is told to come again, not of a bug', async () => {
  const pool = createPool({
    connectionString: 'postgres://127.0.0.1:1/none',
    max: 1,
    applicationName: 'spec',
  });
  await pool.end();
  const error: unknown = await pool.query('select 1').catch((thrown: unknown) => thrown);
  expect(toUnavailable(error)).toBeInstanceOf(Unavailable);
});
