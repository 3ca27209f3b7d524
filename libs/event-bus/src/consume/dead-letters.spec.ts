import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Kafka } from 'kafkajs';
import { largeMessageBytes } from '../kafka/message-limits.ts';
import { DeadLetters, type DeadLetter } from './dead-letters.ts';

const small: DeadLetter = {
  topic: 't',
  key: null,
  value: 'small',
  headers: {},
  group: 'g',
  reason: 'signature-wrong',
  detail: 'key 1',
  found: { partition: 0, offset: '7' },
};
const ofLargeValue = { ...small, value: Buffer.alloc(largeMessageBytes) };
const ofLargeHeader = { ...small, headers: { name: 'x'.repeat(largeMessageBytes) } };

describe('of dead letters that come at once', () => {
  /** What the brokers have not answered yet. */
  let inHand: { readonly answer: () => void; readonly fail: (error: Error) => void }[];
  let kafka: Kafka;
  beforeEach(() => {
    inHand = [];
    const send = () =>
      new Promise<void>((answer, fail) => {
        inHand.push({ answer, fail });
      });
    kafka = { producer: () => ({ connect: async () => undefined, send }) } as unknown as Kafka;
  });

  /** Each by another of the consumers of a process. */
  const sendAll = (...letters: readonly DeadLetter[]) =>
    Promise.allSettled(letters.map((letter) => new DeadLetters(kafka).send(letter)));
  /** How many are in hand when everything has come as far as it can without the brokers. */
  const countInHand = async (): Promise<number> => {
    await new Promise<void>((resolve) => setImmediate(resolve));
    return inHand.length;
  };

  test('small ones are sent beside each other, and beside a large one', async () => {
    const sent = sendAll(ofLargeValue, small, small);
    expect(await countInHand()).toBe(3);
    for (const { answer } of inHand) answer();
    expect(await sent).toMatchObject([
      { status: 'fulfilled' },
      { status: 'fulfilled' },
      { status: 'fulfilled' },
    ]);
  });

  test('large ones are sent one after the other', async () => {
    const sent = sendAll(ofLargeValue, ofLargeHeader, ofLargeValue);
    for (let left = 3; left > 0; left -= 1) {
      expect(await countInHand()).toBe(1);
      inHand.pop()?.answer();
    }
    expect(await sent).toMatchObject([
      { status: 'fulfilled' },
      { status: 'fulfilled' },
      { status: 'fulfilled' },
    ]);
  });

  test('a large one that could not be sent does not hold up the next', async () => {
    const sent = sendAll(ofLargeValue, ofLargeValue);
    expect(await countInHand()).toBe(1);
    inHand.pop()?.fail(new Error('no broker'));
    expect(await countInHand()).toBe(1);
    inHand.pop()?.answer();
    expect(await sent).toMatchObject([{ reason: { message: 'no broker' } }, { status: 'fulfilled' }]);
  });
});
