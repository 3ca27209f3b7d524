import { expect, test } from '@jest/globals';
import { OneAtATime } from './one-at-a-time.ts';

test('begins a piece of work when the one before it is done, or has failed', async () => {
  const queue = new OneAtATime();
  const seen: string[] = [];
  const step = (name: string) => async (): Promise<string> => {
    seen.push(`${name} begins`);
    await new Promise<void>((resolve) => setImmediate(resolve));
    seen.push(`${name} ends`);
    if (name === 'second') throw new Error(name);
    return name;
  };
  const work = ['first', 'second', 'third'].map((name) => queue.run(step(name)));
  expect(await Promise.allSettled(work)).toMatchObject([
    { value: 'first' },
    { reason: { message: 'second' } },
    { value: 'third' },
  ]);
  expect(seen).toEqual(['first', 'second', 'third'].flatMap((name) => [`${name} begins`, `${name} ends`]));
});
