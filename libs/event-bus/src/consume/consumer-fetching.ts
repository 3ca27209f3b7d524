import type { Consumer } from 'kafkajs';
import type { Fetching } from './fetched-lanes.ts';

/**
 * What a member's consumer fetches. One that has crashed throws at whoever asks it for something, until the member is told and begins again
 * from what was committed: then there is nothing to ask.
 */
export const consumerFetching = (consumerNow: () => Consumer | undefined): Fetching => {
  const ask = (what: (consumer: Consumer) => void): void => {
    const consumer = consumerNow();
    if (consumer === undefined) return;
    try {
      what(consumer);
    } catch {
      // Its crash is reported by itself.
    }
  };
  return {
    pause: ({ topic, lane }) => ask((consumer) => consumer.pause([{ topic, partitions: [lane] }])),
    resumeAt: ({ topic, lane }, offset) =>
      ask((consumer) => {
        if (offset !== undefined) consumer.seek({ topic, partition: lane, offset: String(offset) });
        consumer.resume([{ topic, partitions: [lane] }]);
      }),
  };
};
