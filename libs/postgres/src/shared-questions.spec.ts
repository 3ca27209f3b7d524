import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { SharedQuestions } from './shared-questions.ts';

/** Asks that are answered when the test says so. */
const underway = () => {
  const calls: { questions: readonly number[]; answer: () => void; refuse: (error: Error) => void }[] = [];
  const started: (() => void)[] = [];
  const ask = (questions: readonly number[]): Promise<number[]> =>
    new Promise((resolve, reject) => {
      calls.push({ questions, answer: () => resolve(questions.map((n) => n * 2)), refuse: reject });
      started.shift()?.();
    });
  const call = async (index: number) => {
    while (calls[index] === undefined) await new Promise<void>((resolve) => started.push(resolve));
    return calls[index];
  };
  return { ask, call, calls };
};

// However slow the machine is: no call here is one that does not come back.
beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
});
afterEach(() => {
  jest.useRealTimers();
});

describe('shared questions', () => {
  test('of one moment are asked together, and each gets its own answer', async () => {
    const { ask, call, calls } = underway();
    const shared = new SharedQuestions({ ask, maxQuestionsPerCall: 10, maxCalls: 1 });
    const answers = Promise.all([1, 2, 3].map((n) => shared.ask(n)));
    (await call(0)).answer();
    expect(await answers).toEqual([2, 4, 6]);
    expect(calls.map(({ questions }) => questions)).toEqual([[1, 2, 3]]);
  });

  test('that come while calls are under way wait for the next one', async () => {
    const { ask, call, calls } = underway();
    const shared = new SharedQuestions({ ask, maxQuestionsPerCall: 2, maxCalls: 1 });
    const answers = [shared.ask(1)];
    const first = await call(0);
    answers.push(...[2, 3, 4].map((n) => shared.ask(n)));
    first.answer();
    (await call(1)).answer();
    (await call(2)).answer();
    expect(await Promise.all(answers)).toEqual([2, 4, 6, 8]);
    expect(calls.map(({ questions }) => questions)).toEqual([[1], [2, 3], [4]]);
  });

  test('go beside a call under way only when they fill another', async () => {
    const { ask, call, calls } = underway();
    const shared = new SharedQuestions({ ask, maxQuestionsPerCall: 2, maxCalls: 2 });
    const answers = [shared.ask(1)];
    const first = await call(0);
    answers.push(...[2, 3, 4].map((n) => shared.ask(n)));
    const second = await call(1);
    expect(calls.map(({ questions }) => questions)).toEqual([[1], [2, 3]]);
    second.answer();
    first.answer();
    (await call(2)).answer();
    expect(await Promise.all(answers)).toEqual([2, 4, 6, 8]);
  });

  test('are answered though a call before them never comes back', async () => {
    const { ask, call } = underway();
    const shared = new SharedQuestions({ ask, maxQuestionsPerCall: 10, maxCalls: 2 });
    void shared.ask(1);
    await call(0);
    const answer = shared.ask(2);
    jest.advanceTimersByTime(50);
    (await call(1)).answer();
    expect(await answer).toBe(4);
  });

  test('do not suffer from one that is refused', async () => {
    const { ask, call } = underway();
    const shared = new SharedQuestions({ ask, maxQuestionsPerCall: 10, maxCalls: 1 });
    const answers = Promise.allSettled([shared.ask(1), shared.ask(2)]);
    (await call(0)).refuse(new Error('invalid input'));
    (await call(1)).refuse(new Error('invalid input'));
    (await call(2)).answer();
    expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  });

  test('fail together when the database is away', async () => {
    const { ask, call, calls } = underway();
    const shared = new SharedQuestions({ ask, maxQuestionsPerCall: 10, maxCalls: 1 });
    const answers = Promise.allSettled([shared.ask(1), shared.ask(2)]);
    (await call(0)).refuse(Object.assign(new Error('terminating connection'), { code: '57P01' }));
    expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(calls).toHaveLength(1);
  });

  test('that are left without an answer are an error', async () => {
    const shared = new SharedQuestions<number, number>({
      ask: async () => [],
      maxQuestionsPerCall: 10,
      maxCalls: 1,
    });
    await expect(shared.ask(1)).rejects.toThrow('left without an answer');
  });
});
