import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Partitioners, type PartitionMetadata } from 'kafkajs';
import { createLaneOfKey, laneKeyOf, laneKeyOfStored, laneOfKey } from './lanes.ts';

const partitions = (count: number): PartitionMetadata[] =>
  Array.from({ length: count }, (_, partitionId) => ({
    partitionId,
    partitionErrorCode: 0,
    leader: 1,
    replicas: [],
    isr: [],
  }));

const kafkaPartitioner = Partitioners.DefaultPartitioner();

describe('the lane of a key', () => {
  test("is the partition that Kafka's default partitioner gives it", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.uuid(), fc.string({ unit: 'grapheme' })),
        fc.integer({ min: 1, max: 100 }),
        (key, lanes) => {
          const partitionMetadata = partitions(lanes);
          const message = { key, value: null };
          expect(laneOfKey(key, lanes)).toBe(kafkaPartitioner({ topic: 't', partitionMetadata, message }));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('is what the clients of Kafka in Java compute', () => {
    // From the test of org.apache.kafka.common.utils.Utils.murmur2, as toPositive(hash) % 1,000.
    const hashes: Record<string, number> = {
      '21': -973_932_308,
      foobar: -790_332_482,
      'a-little-bit-long-string': -985_981_536,
      'a-little-bit-longer-string': -1_486_304_829,
      lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8: -58_897_971,
      abc: 479_470_107,
    };
    for (const [key, hash] of Object.entries(hashes)) {
      expect(laneOfKey(key, 1_000)).toBe((hash & 0x7fffffff) % 1_000);
    }
  });

  test('is remembered right', () => {
    const remembered = createLaneOfKey(12);
    for (const key of ['a', 'b', 'a', 'ä']) expect(remembered(key)).toBe(laneOfKey(key, 12));
  });
});

describe('the key of an event', () => {
  test.each([
    ['integration-7f3c-1', {}, '7f3c-1'],
    ['catalog-7f3c-1', { integration_id: 'ignored' }, '7f3c-1'],
    ['sync-0d', { integration_id: '7f3c-1' }, '7f3c-1'],
    ['sync-0d', {}, 'sync-0d'],
    ['note', null, 'note'],
    ['note-1', 'text', 'note-1'],
  ])('of %s with %j is %s', (streamId, data, key) => {
    expect(laneKeyOf({ streamId, data })).toBe(key);
    expect(laneKeyOfStored({ streamId, data: JSON.stringify(data) })).toBe(key);
  });
});
