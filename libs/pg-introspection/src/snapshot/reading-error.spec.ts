import { expect, test } from '@jest/globals';
import { isLockTimeout, readingError } from './reading-error.ts';
import { SnapshotMoved } from './snapshot-moved.ts';

test.each(['XX000', '42P01', '42703', '42704', '42883', '3F000'])(
  'takes %s for a vanished object',
  (code) => {
    const error = Object.assign(new Error('cache lookup failed for relation 17000'), { code });
    const meaning = readingError(error, 'a view');
    expect(meaning).toBeInstanceOf(SnapshotMoved);
    expect(meaning).toMatchObject({ cause: error, facts: { what: 'a view', sqlstate: code } });
    expect((meaning as Error).message).not.toContain('17000');
  },
);

test('knows the state of a guarded session too', () => {
  const error = Object.assign(new Error('refused'), { code: 'target-query-failed', sqlState: 'XX000' });
  expect(readingError(error, 'a view')).toBeInstanceOf(SnapshotMoved);
  expect(isLockTimeout(Object.assign(new Error('waited'), { sqlState: '55P03' }))).toBe(true);
});

test.each(['57014', '08006', '42501', 'ECONNRESET'])('leaves %s as it is', (code) => {
  const error = Object.assign(new Error('other'), { code });
  expect(readingError(error, 'a view')).toBe(error);
  expect(isLockTimeout(error)).toBe(false);
});
