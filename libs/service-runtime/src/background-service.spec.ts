import { describe, expect, test } from '@jest/globals';
import { backgroundLoop } from './background-service.ts';
import { silentLog } from './log.ts';
import { WakeUp } from './wake-up.ts';

const longerThanTheTest = 60_000;

describe('a background loop', () => {
  test('turns again at once while there is more', async () => {
    let turns = 0;
    const done = new WakeUp();
    const loop = backgroundLoop({
      name: 'test',
      turn: async () => {
        turns += 1;
        if (turns === 5) done.ring();
        return turns < 5 ? 'more' : 'idle';
      },
      pollMs: longerThanTheTest,
      log: silentLog,
    });
    loop.start();
    await done.wait(longerThanTheTest);
    await loop.stop();
    expect(turns).toBe(5);
  });

  test('sleeps when idle until the bell rings', async () => {
    const wakeUp = new WakeUp();
    const turned = new WakeUp();
    let turns = 0;
    const loop = backgroundLoop({
      name: 'test',
      turn: async () => {
        turns += 1;
        turned.ring();
        return 'idle';
      },
      wakeUp,
      pollMs: longerThanTheTest,
      log: silentLog,
    });
    loop.start();
    await turned.wait(longerThanTheTest);
    wakeUp.ring();
    await turned.wait(longerThanTheTest);
    await loop.stop();
    expect(turns).toBe(2);
  });

  test('outlives errors, says so once each, and says when it is well again', async () => {
    const lines: string[] = [];
    const log = {
      ...silentLog,
      warn: (_: object, text: string) => lines.push(text),
      info: (_: object, text: string) => lines.push(text),
    };
    let turns = 0;
    const loop = backgroundLoop({
      name: 'test',
      turn: async () => {
        turns += 1;
        if (turns < 3) throw new Error('not now');
        return 'idle';
      },
      pollMs: longerThanTheTest,
      log,
      backoff: { baseMs: 1, maxMs: 2 },
    });
    loop.start();
    await loop.started;
    await loop.stop();
    expect(lines).toEqual(['loop turn failed', 'loop turn failed', 'loop recovered']);
  });

  test('finishes the turn in hand before it has stopped', async () => {
    const entered = new WakeUp();
    const leave = new WakeUp();
    let isFinished = false;
    const loop = backgroundLoop({
      name: 'test',
      turn: async () => {
        entered.ring();
        await leave.wait(longerThanTheTest);
        isFinished = true;
        return 'idle';
      },
      pollMs: longerThanTheTest,
      log: silentLog,
    });
    loop.start();
    await entered.wait(longerThanTheTest);
    const stopped = loop.stop();
    leave.ring();
    await stopped;
    expect(isFinished).toBe(true);
  });

  test('can be stopped before it ever turned', async () => {
    const loop = backgroundLoop({ name: 'test', turn: async () => 'idle', pollMs: 1, log: silentLog });
    await loop.stop();
    await loop.started;
  });
});
