import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Kafka, KafkaMessage } from 'kafkajs';
import { silentLog } from '@cadastre/service-runtime';
import { RefusedMessages } from './refused-messages.ts';

const place = { topic: 't', partition: 1 };
const why = { reason: 'signature-wrong', detail: 'key 1' } as const;

describe('a flood of messages that are refused', () => {
  let isAway: boolean;
  let letters: number;
  let counted: number;
  let lines: { readonly facts: object; readonly message: string }[];
  let refused: RefusedMessages;
  beforeEach(() => {
    [isAway, letters, counted, lines] = [false, 0, 0, []];
    const send = async (): Promise<void> => {
      if (isAway) throw new Error('no broker');
      letters += 1;
    };
    const producer = () => ({ connect: async () => undefined, disconnect: async () => undefined, send });
    refused = new RefusedMessages({
      kafka: { producer } as unknown as Kafka,
      group: 'g',
      log: { ...silentLog, error: (facts, message) => void lines.push({ facts, message }) },
      counted: () => (counted += 1),
    });
  });

  const bury = async (count: number): Promise<void> => {
    for (let offset = 0; offset < count; offset += 1) {
      const message = { key: null, value: Buffer.from('forged'), headers: {}, offset: String(offset) };
      await refused.bury(message as KafkaMessage, place, why);
    }
  };
  const linesOf = (message: string) => lines.filter((line) => line.message === message);

  test('is a dead letter and a count for each, and few lines', async () => {
    await bury(500);
    await refused.close();
    expect([letters, counted]).toEqual([500, 500]);
    expect(linesOf('message dead-lettered')).toHaveLength(20);
    expect(lines[0]?.facts).toEqual({ group: 'g', ...place, offset: '0', ...why });
    expect(lines.slice(20)).toEqual([
      {
        facts: { group: 'g', counts: { 'signature-wrong': 480 }, last: { ...place, offset: '499', ...why } },
        message: 'further messages dead-lettered',
      },
    ]);
  });

  test('does not hide that dead letters cannot be written, nor does that fill the log', async () => {
    await bury(100);
    isAway = true;
    await bury(50);
    await refused.close();
    expect([letters, counted]).toEqual([100, 150]);
    const passedOver = linesOf('message passed over: no dead letter could be written');
    expect(passedOver).toHaveLength(20);
    expect(passedOver[0]?.facts).toMatchObject({ offset: '0', err: { message: 'no broker' } });
    expect(linesOf('further messages passed over: no dead letters could be written')).toMatchObject([
      { facts: { counts: { 'signature-wrong': 30 }, last: { offset: '49' }, err: { message: 'no broker' } } },
    ]);
    expect(lines).toHaveLength(42);
  });
});
