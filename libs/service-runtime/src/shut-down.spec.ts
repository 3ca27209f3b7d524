import { describe, expect, test } from '@jest/globals';
import { silentLog } from './log.ts';
import { ShutDown } from './shut-down.ts';

const given = (): { shutDown: ShutDown; seen: (string | number)[] } => {
  const seen: (string | number)[] = [];
  const shutDown = new ShutDown({ log: silentLog, exit: (code) => seen.push(code), graceMs: 1_000 });
  return { shutDown, seen };
};

describe('the way out', () => {
  test('is the way in, backwards; each part is awaited', async () => {
    const { shutDown, seen } = given();
    shutDown.onStop('lock', () => void seen.push('lock'));
    shutDown.onStop('database', async () => {
      await Promise.resolve();
      seen.push('database');
    });
    shutDown.onStop('services', () => void seen.push('services'));
    await shutDown.run(0);
    expect(seen).toEqual(['services', 'database', 'lock', 0]);
  });

  test('goes on after a part that fails, and says so with its code', async () => {
    const { shutDown, seen } = given();
    shutDown.onStop('lock', () => void seen.push('lock'));
    shutDown.onStop('services', () => Promise.reject(new Error('stuck')));
    await shutDown.run(0);
    expect(seen).toEqual(['lock', 1]);
  });

  test('is gone once, whoever asks again', async () => {
    const { shutDown, seen } = given();
    shutDown.onStop('lock', () => void seen.push('lock'));
    await Promise.all([shutDown.run(0), shutDown.run(1)]);
    expect(seen).toEqual(['lock', 0]);
  });

  test('takes along what comes up meanwhile', async () => {
    const { shutDown, seen } = given();
    shutDown.onStop('database', () => shutDown.onStop('late', () => void seen.push('late')));
    await shutDown.run(0);
    expect(seen).toEqual(['late', 0]);
  });

  test('waits for what is coming up, so that it goes down whole', async () => {
    const { shutDown, seen } = given();
    shutDown.onStop('platform', () => void seen.push('platform'));
    let up: () => void = () => undefined;
    const starting = shutDown.bringUp(async () => {
      await new Promise<void>((resolve) => (up = resolve));
      shutDown.onStop('services', () => void seen.push('services'));
    });
    const stopped = shutDown.run(0);
    up();
    await Promise.all([starting, stopped]);
    expect(seen).toEqual(['services', 'platform', 0]);
  });

  test('is not kept by what failed to come up', async () => {
    const { shutDown, seen } = given();
    const starting = shutDown.bringUp(() => Promise.reject(new Error('no port')));
    await expect(starting).rejects.toThrow('no port');
    await shutDown.run(1);
    expect(seen).toEqual([1]);
  });

  test('is not hurried by a Ctrl-C that comes twice, as it does under npm', async () => {
    const { shutDown, seen } = given();
    shutDown.listen();
    let release: () => void = () => undefined;
    shutDown.onStop('services', () => new Promise((resolve) => (release = resolve)));
    process.emit('SIGINT');
    process.emit('SIGINT');
    expect(seen).toEqual([]);
    release();
    await shutDown.run(0);
    expect(seen).toEqual([0]);
  });
});
