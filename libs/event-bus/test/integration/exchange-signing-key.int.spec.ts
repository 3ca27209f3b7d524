import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { testKafka, waitFor } from '@cadastre/testing';
import { claimedKeyOf, decodeMessage } from '../../src/kafka/decode-message.ts';
import { forgetFormerKeys, newSigningKey } from '../../src/relay/exchange-signing-key.ts';
import { readSigningKeys } from '../../src/signature/signing-keys.ts';
import { positionOf, type TopicMessage } from '../support/read-topics.ts';
import { RelayUnderTest } from '../support/relay-under-test.ts';

const { describe, brokers } = await testKafka(import.meta.url);

describe('another signing key', () => {
  let world: RelayUnderTest;

  beforeEach(async () => {
    world = await RelayUnderTest.open(brokers);
  });
  afterEach(async () => {
    await world.close();
  });

  const distinct = (messages: readonly TopicMessage[]) => new Set(messages.map(positionOf)).size;
  /** Of each position the numbers of the keys that its messages are signed with, in the order in which they were sent. */
  const signers = async (isEnough: (all: readonly TopicMessage[]) => boolean) => {
    const signed: Record<number, (number | null)[]> = {};
    for (const each of await world.read(isEnough))
      (signed[positionOf(each)] ??= []).push(claimedKeyOf(each.message));
    return signed;
  };
  /** Positions of which a consumer that starts now finds a message that it believes. */
  const believed = async (isEnough: (all: readonly TopicMessage[]) => boolean): Promise<number[]> => {
    const keys = await readSigningKeys(world.log.db.pool);
    const messages = await world.read(isEnough);
    const expected = { names: world.names, lanes: world.topics.partitions, keys };
    return messages
      .filter(
        ({ topic, partition, message }) =>
          decodeMessage({ topic, partition, ...message }, expected).outcome === 'event',
      )
      .map(positionOf)
      .sort((a, b) => a - b);
  };

  test('signs from the next page on, and what is in the topics is believed until the former one is forgotten', async () => {
    await world.log.append([2]);
    world.start();
    await world.relayed(2);
    const exchanged = await newSigningKey(world.log.db.pool, { forgetFormer: false });
    expect(exchanged).toEqual({ believed: [1, 2], forgotten: [] });
    await world.log.append([2]);
    await world.relayed(4);
    // A leader that did not know yet may have sent a page that does not count, and sends it again.
    const all = (messages: readonly TopicMessage[]) =>
      distinct(messages.filter(({ message }) => claimedKeyOf(message) === 2)) === 2 &&
      distinct(messages) === 4;
    const { 1: first, 2: second, 3: third, 4: fourth } = await signers(all);
    expect([first, second, third?.at(-1), fourth?.at(-1)]).toEqual([[1], [1], 2, 2]);
    expect(new Set(await believed(all))).toEqual(new Set([1, 2, 3, 4]));

    expect(await forgetFormerKeys(world.log.db.pool)).toEqual({ believed: [2], forgotten: [1] });
    expect(await believed(all)).toEqual([3, 4]);
    expect(await forgetFormerKeys(world.log.db.pool)).toEqual({ believed: [2], forgotten: [] });
  });

  test('has the page sent again that a leader has in hand while its own is forgotten', async () => {
    let release = (): void => undefined;
    const paused = new Promise<void>((resolve) => (release = resolve));
    let hasSent = false;
    await world.log.append([3]);
    const leader = world.start({
      afterSend: () => {
        hasSent = true;
        return paused;
      },
    });
    await waitFor(() => hasSent, { timeoutMs: 20_000 });
    const exchanged = await newSigningKey(world.log.db.pool, { forgetFormer: true });
    expect(exchanged).toEqual({ believed: [2], forgotten: [1] });
    release();
    await world.relayed(3);
    await waitFor(() => leader.isLeading);
    const twice = (all: readonly TopicMessage[]) => all.length >= 6;
    expect(await signers(twice)).toEqual({ 1: [1, 2], 2: [1, 2], 3: [1, 2] });
    expect(await believed(twice)).toEqual([1, 2, 3]);
  });

  test('of several that are made at once one is left, which signs', async () => {
    const made = await Promise.all(
      [1, 2, 3, 4].map(() => newSigningKey(world.log.db.pool, { forgetFormer: true })),
    );
    for (const { believed: one } of made) expect(one).toHaveLength(1);
    expect([...(await readSigningKeys(world.log.db.pool)).keys()]).toEqual([4]);
    await world.log.append([1]);
    world.start();
    await world.relayed(1);
    expect(await signers((all) => all.length > 0)).toEqual({ 1: [4] });
  });
});
