import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { TargetFailure } from '../failure/target-failure.ts';
import { Deadline } from '../wire/deadline.ts';
import { StepLog } from '../wire/step-log.ts';
import { egressPolicy } from './egress-policy.ts';
import { isStillAllowed, pinRoute, type Lookup, type PinnedRoute } from './pinned-route.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const policy = egressPolicy({ allow: [], allowPrivate: false });
const pin = async (lookup: Lookup, host = 'db.example'): Promise<PinnedRoute> => {
  const deadline = new Deadline(5_000);
  try {
    return await pinRoute({ host, port: 5432 }, { policy, lookup }, deadline, new StepLog());
  } finally {
    deadline.release();
  }
};
const failure = (pinning: Promise<unknown>): Promise<TargetFailure> =>
  pinning.then(
    () => Promise.reject(new Error('was accepted')),
    (error: unknown) => error as TargetFailure,
  );

describe('a route', () => {
  test('is looked up once and keeps every address that was allowed, once', async () => {
    const lookup = jest.fn<Lookup>(async () => ['8.8.8.8', '2606:4700:0:0::1111', '8.8.8.8']);
    const route = await pin(lookup);
    expect(lookup).toHaveBeenCalledTimes(1);
    expect(route.addresses).toEqual(['8.8.8.8', '2606:4700::1111']);
  });

  test('asks nobody about an address', async () => {
    const lookup = jest.fn<Lookup>();
    expect((await pin(lookup, '8.8.8.8')).addresses).toEqual(['8.8.8.8']);
    expect(lookup).not.toHaveBeenCalled();
  });

  test('is refused when one of many answers is out of bounds', async () => {
    const answers = ['8.8.8.8', '1.1.1.1', '127.0.0.1'];
    for (const order of [answers, answers.toReversed()]) {
      expect(await failure(pin(async () => order))).toMatchObject({ step: 'egress', kind: 'invalid-input' });
    }
  });

  test('is refused with more than sixteen answers, or with none', async () => {
    const many =
      (count: number): Lookup =>
      async () =>
        Array.from({ length: count }, (_, index) => `8.8.8.${index}`);
    expect((await pin(many(16))).addresses).toHaveLength(16);
    expect(await failure(pin(many(17)))).toMatchObject({ step: 'dns', code: 'target-not-found' });
    expect(await failure(pin(many(0)))).toMatchObject({ step: 'dns' });
  });

  test('drops what the resolver says of its failure', async () => {
    const lookup: Lookup = async () => Promise.reject(new Error('getaddrinfo ENOTFOUND CANARY.example'));
    const error = await failure(pin(lookup));
    expect(error).toMatchObject({ step: 'dns', isTransient: true });
    expect(JSON.stringify([error.message, error.facts, error.cause])).not.toContain('CANARY');
  });

  test('gives a resolver three seconds', async () => {
    const pinning = failure(pin(() => new Promise(() => undefined)));
    let isOver = false;
    void pinning.finally(() => (isOver = true));
    await jest.advanceTimersByTimeAsync(2_999);
    expect(isOver).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    expect(await pinning).toMatchObject({ step: 'dns', code: 'target-timeout' });
  });
});

test('the other end of a connection must be one of the addresses, in whatever spelling', async () => {
  const route = await pin(async () => ['8.8.8.8', '2606:4700::1111']);
  expect(isStillAllowed(route, '8.8.8.8')).toBe(true);
  expect(isStillAllowed(route, '2606:4700:0::1111')).toBe(true);
  expect(isStillAllowed(route, '8.8.4.4')).toBe(false);
  expect(isStillAllowed(route, '::ffff:8.8.8.8')).toBe(false);
  expect(isStillAllowed(route, undefined)).toBe(false);
});
