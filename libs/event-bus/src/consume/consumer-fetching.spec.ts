import { expect, test } from '@jest/globals';
import type { Consumer } from 'kafkajs';
import { silentLog } from '@cadastre/service-runtime';
import { kafkaClient } from '../kafka/kafka-client.ts';
import { kafkaOptions } from '../../test/support/kafka-topics.ts';
import { consumerFetching } from './consumer-fetching.ts';

const here = { topic: 't', lane: 2 };

test('a member that has no consumer, or one that was never in its group, is asked for nothing', () => {
  const out = kafkaClient(kafkaOptions(['127.0.0.1:1']), silentLog).consumer({ groupId: 'g' });
  expect(() => out.pause([{ topic: 't' }])).toThrow('not initialized');
  for (const consumer of [undefined, out]) {
    const fetching = consumerFetching(() => consumer);
    fetching.pause(here);
    fetching.resumeAt(here, 3n);
    fetching.resumeAt(here, undefined);
  }
});

test('a partition is fetched again from an offset, or from where the consumer is', () => {
  const did: unknown[] = [];
  const consumer = {
    seek: (to: unknown) => did.push(to),
    resume: (what: unknown) => did.push(what),
  } as unknown as Consumer;
  const fetching = consumerFetching(() => consumer);
  fetching.resumeAt(here, 3n);
  fetching.resumeAt(here, undefined);
  const resumed = [{ topic: 't', partitions: [2] }];
  expect(did).toEqual([{ topic: 't', partition: 2, offset: '3' }, resumed, resumed]);
});
