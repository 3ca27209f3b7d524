import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { AppendRequest } from '../event-store.ts';
import type { AppendOutcome } from './append-call.ts';
import { GroupCommit } from './group-commit.ts';

const request = (streamId: string, commandId = streamId, lastLook?: () => void): AppendRequest => ({
  lastLook,
  streams: [{ streamId, expectedVersion: 'any', events: [{ type: 'Done', schemaVersion: 1, data: {} }] }],
  metadata: { tenantId: 'acme', actor: 'user:ada', commandId, correlationId: 'r', causationId: null },
});

/** Carries calls out when told to; the commit id names the call and the place in it. */
class Database {
  readonly calls: string[][] = [];
  private readonly answers: ((error?: Error) => void)[] = [];

  readonly call = (requests: readonly AppendRequest[]): Promise<AppendOutcome[]> => {
    const number = this.calls.push(requests.map(({ metadata }) => metadata.commandId));
    return new Promise((resolve, reject) => {
      this.answers.push((error) => {
        if (error !== undefined) reject(error);
        else
          resolve(
            requests.map((_, n) => ({ outcome: 'appended', commitId: `${number}.${n}`, versions: [1] })),
          );
      });
    });
  };

  /** Answers the oldest call under way. */
  async answer(error?: Error): Promise<void> {
    this.answers.shift()?.(error);
    await turn();
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

const start = (options: { maxAppendsPerCall: number; maxCalls: number }) => {
  const database = new Database();
  const group = new GroupCommit({ call: database.call, ...options });
  const append = async (streamId: string, commandId?: string, lastLook?: () => void): Promise<string> => {
    const outcome = await group.append(request(streamId, commandId, lastLook));
    return outcome.outcome === 'appended' ? outcome.commitId : outcome.outcome;
  };
  return { database, append };
};

// However slow the machine is: no call here is one that does not come back.
beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
});
afterEach(() => {
  jest.useRealTimers();
});

describe('the last look of an append', () => {
  test('is taken when it is sent, not when it is asked for', async () => {
    const { database, append } = start({ maxAppendsPerCall: 10, maxCalls: 1 });
    let isWanted = true;
    const look = (): void => {
      if (!isWanted) throw new Error('not wanted any more');
    };
    const first = append('a', 'first', look);
    await turn();
    const others = Promise.allSettled([
      append('b', 'second', look),
      append('c', 'third'),
      append('b', 'fourth'),
    ]);
    await turn();
    isWanted = false;
    await database.answer();
    await database.answer();
    expect(await first).toBe('1.0');
    expect(await others).toEqual([
      { status: 'rejected', reason: new Error('not wanted any more') },
      { status: 'fulfilled', value: '2.0' },
      { status: 'fulfilled', value: '2.1' },
    ]);
    expect(database.calls).toEqual([['first'], ['third', 'fourth']]);
  });
});

describe('appends that share calls', () => {
  test('of one moment go together; each gets its own outcome', async () => {
    const { database, append } = start({ maxAppendsPerCall: 10, maxCalls: 1 });
    const all = Promise.all(['a', 'b', 'c'].map((id) => append(id)));
    await turn();
    expect(database.calls).toEqual([['a', 'b', 'c']]);
    await database.answer();
    expect(await all).toEqual(['1.0', '1.1', '1.2']);
  });

  test('gather while the calls are under way, and go in the order in which they came', async () => {
    const { database, append } = start({ maxAppendsPerCall: 2, maxCalls: 1 });
    const first = append('a');
    await turn();
    const rest = ['b', 'c', 'd'].map((id) => append(id));
    await turn();
    expect(database.calls).toEqual([['a']]);
    for (let n = 0; n < 3; n += 1) await database.answer();
    expect(database.calls).toEqual([['a'], ['b', 'c'], ['d']]);
    expect(await Promise.all([first, ...rest])).toEqual(['1.0', '2.0', '2.1', '3.0']);
  });

  test('go in a second call beside the first only when they fill it', async () => {
    const { database, append } = start({ maxAppendsPerCall: 2, maxCalls: 2 });
    const all = [append('a')];
    await turn();
    all.push(append('b'));
    await turn();
    expect(database.calls).toEqual([['a']]);
    all.push(append('c'), append('d'), append('e'));
    await turn();
    expect(database.calls).toEqual([['a'], ['b', 'c']]);
    for (let n = 0; n < 3; n += 1) await database.answer();
    expect(database.calls).toEqual([['a'], ['b', 'c'], ['d', 'e']]);
    await Promise.all(all);
  });

  test('to one stream never meet, and keep their order', async () => {
    const { database, append } = start({ maxAppendsPerCall: 10, maxCalls: 3 });
    const all = [append('a', '1'), append('a', '2'), append('b', '3'), append('a', '4')];
    await turn();
    expect(database.calls).toEqual([['1', '3']]);
    await database.answer();
    expect(database.calls).toEqual([['1', '3'], ['2']]);
    await database.answer();
    await database.answer();
    expect(database.calls).toEqual([['1', '3'], ['2'], ['4']]);
    await Promise.all(all);
  });

  test('of one command never meet', async () => {
    const { database, append } = start({ maxAppendsPerCall: 10, maxCalls: 3 });
    const all = [append('a', 'same'), append('b', 'same')];
    await turn();
    expect(database.calls).toEqual([['same']]);
    await database.answer();
    await database.answer();
    await Promise.all(all);
  });

  test('fail together when their call does, and those behind them go on', async () => {
    const { database, append } = start({ maxAppendsPerCall: 2, maxCalls: 1 });
    const [a, b, c] = ['a', 'b', 'c'].map((id) => append(id).catch((error: Error) => error.message));
    await turn();
    await database.answer(new Error('connection lost'));
    expect([await a, await b]).toEqual(['connection lost', 'connection lost']);
    await database.answer();
    expect(await c).toBe('2.0');
  });
});
