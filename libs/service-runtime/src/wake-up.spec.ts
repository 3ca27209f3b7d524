import { describe, expect, test } from '@jest/globals';
import { WakeUp } from './wake-up.ts';

const longerThanTheTest = 60_000;

describe('a wake-up', () => {
  test('wakes everybody who waits', async () => {
    const bell = new WakeUp();
    const waiting = [bell.wait(longerThanTheTest), bell.wait(longerThanTheTest)];
    bell.ring();
    await Promise.all(waiting);
  });

  test('remembers a ring that nobody waited for, so that check-then-wait misses nothing', async () => {
    const bell = new WakeUp();
    bell.ring();
    await bell.wait(longerThanTheTest);
  });

  test('remembers one ring, not many', async () => {
    const bell = new WakeUp();
    bell.ring();
    bell.ring();
    await bell.wait(longerThanTheTest);
    const second = await Promise.race([bell.wait(longerThanTheTest), Promise.resolve('still waiting')]);
    expect(second).toBe('still waiting');
    bell.ring();
  });

  test('gives up after its time limit', async () => {
    await new WakeUp().wait(1);
  });

  test('ends the wait when the signal aborts, before or during', async () => {
    await new WakeUp().wait(longerThanTheTest, AbortSignal.abort());
    const abort = new AbortController();
    const waiting = new WakeUp().wait(longerThanTheTest, abort.signal);
    abort.abort();
    await waiting;
  });
});
