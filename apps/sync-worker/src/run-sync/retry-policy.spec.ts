import { describe, expect, test } from '@jest/globals';
import { Unavailable } from '@cadastre/errors';
import { RelationsLocked, SnapshotMoved } from '@cadastre/pg-introspection';
import { TargetFailure, type TargetFailureClass } from '@cadastre/target-connection';
import { isWorthRetrying, retryDelayMs, retryPolicy } from './retry-policy.ts';

const failure = (failureClass: TargetFailureClass): TargetFailure =>
  new TargetFailure(failureClass, null, { detail: 'It failed.' });

const waitsAfter = (error: unknown, share: number, policy = retryPolicy()): number[] =>
  [1, 2, 3, 4].map((attempt) => retryDelayMs(error, { attempt, policy, random: () => share }));
const sum = (waits: readonly number[]): number => waits.reduce((total, wait) => total + wait, 0);

const ofTarget: readonly [string, unknown][] = [
  ...(['dns', 'unreachable', 'timeout', 'busy', 'lost'] as const).map((failureClass): [string, unknown] => [
    failureClass,
    failure(failureClass),
  ]),
  ['relations-locked', new RelationsLocked({ schemas: ['public'], relations: 1 }, { cause: null })],
  ['snapshot-moved', new SnapshotMoved({ what: 'view', oid: 1 })],
];

describe('the waits of a sync', () => {
  test.each(ofTarget)(
    'whose target has trouble of its own (%s) outlast a reboot, whatever chance says',
    (_, error) => {
      expect(isWorthRetrying(error)).toBe(true);
      expect(waitsAfter(error, 0)).toEqual([5_000, 15_000, 45_000, 135_000]);
      expect(waitsAfter(error, 1)).toEqual([10_000, 30_000, 90_000, 270_000]);
      expect(sum(waitsAfter(error, 0))).toBeGreaterThanOrEqual(180_000);
    },
  );

  test.each<[string, unknown]>([
    ['our database away', new Unavailable({ dependency: 'database', reason: '57P03', retryAfterSeconds: 2 })],
    ['a bug', new Error('anything')],
    ['a lost race', failure('conflict')],
    ['work called off', failure('aborted')],
  ])('are short after %s', (_, error) => {
    expect(isWorthRetrying(error)).toBe(true);
    expect(waitsAfter(error, 1)).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(waitsAfter(error, 0)).toEqual([0, 0, 0, 0]);
  });

  test('never exceed five minutes', () => {
    expect(waitsAfter(failure('busy'), 1, retryPolicy(300_000))).toEqual(Array(4).fill(300_000));
  });

  test('are as quick as an operator wants', () => {
    expect(waitsAfter(failure('busy'), 1, retryPolicy(10))).toEqual([10, 30, 90, 270]);
  });
});

test.each(['authentication', 'database', 'privileges', 'tls', 'query'] as const)(
  '%s is not tried again',
  (failureClass) => expect(isWorthRetrying(failure(failureClass))).toBe(false),
);
