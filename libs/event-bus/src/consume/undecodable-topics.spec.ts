import { describe, expect, test } from '@jest/globals';
import type { Consumer, Kafka } from 'kafkajs';
import { silentLog } from '@cadastre/service-runtime';
import { HandlingFailed } from './handling-failed.ts';
import { UndecodableTopics } from './undecodable-topics.ts';

type Place = { topic: string; partition: number; offset: string };

/** Two partitions of a topic, which end at 10 and 20. */
const kafka = {
  admin: () => ({
    connect: async () => undefined,
    disconnect: async () => undefined,
    fetchTopicOffsets: async () => [
      { partition: 0, high: '10' },
      { partition: 1, high: '20' },
    ],
  }),
} as unknown as Kafka;

/** Where a member goes on that left because of this and got the second partition. */
const goesOnAt = async (because: Error): Promise<{ sought: Place[]; committed: Place[] }> => {
  const topics = new UndecodableTopics({ kafka, topics: ['t'], group: 'g', log: silentLog });
  const sought: Place[] = [];
  const committed: Place[] = [];
  const consumer = {
    seek: (place: Place) => void sought.push(place),
    commitOffsets: async (places: Place[]) => void committed.push(...places),
  } as unknown as Consumer;
  topics.left(because);
  for (let times = 0; times < 2; times += 1) {
    await topics.lookUp();
    topics.passOver(consumer, { t: [1] });
    await topics.commit(consumer);
  }
  return { sought, committed };
};

const wrapped = (cause: Error): Error => new Error('kafkajs gave up', { cause });

describe('a member that left its group', () => {
  test.each([
    ['too many records', wrapped(new RangeError('Maximum call stack size exceeded'))],
    ['bytes that are none', new TypeError('Cannot read properties of undefined')],
  ])('because of %s goes on at the ends of what it has, once', async (_, error) => {
    const end = { topic: 't', partition: 1, offset: '20' };
    expect(await goesOnAt(error)).toEqual({ sought: [end], committed: [end] });
  });

  test.each([
    ['brokers that are away', wrapped(new Error('Connection timeout'))],
    ['a fault of our own', wrapped(new HandlingFailed(new TypeError('Cannot read properties of undefined')))],
  ])('because of %s goes on where it was', async (_, error) => {
    expect(await goesOnAt(error)).toEqual({ sought: [], committed: [] });
  });
});
