import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { silentLog, WakeUp } from '@cadastre/service-runtime';
import { freePort, startKafka, temporaryFolder, testKafka, waitFor } from '@cadastre/testing';
import { kafkaClient } from '../../src/kafka/kafka-client.ts';
import type { KafkaOptions } from '../../src/kafka/kafka-options.ts';
import { TopicNames } from '../../src/kafka/topic-names.ts';
import { createRelay, type Relay } from '../../src/relay/relay.ts';
import { readRelayState } from '../../src/relay/relay-state.ts';
import type { RelayOrders } from '../fixtures/relay-process.ts';
import { kafkaOptions } from '../support/kafka-topics.ts';
import { logUnderTest, type LogUnderTest } from '../support/log-under-test.ts';
import { positionOf, readTopics } from '../support/read-topics.ts';

const { describe, brokers } = await testKafka(import.meta.url);

const pathOf = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

const startVictim = (orders: RelayOrders): ChildProcess =>
  spawn(
    process.execPath,
    [
      '--conditions=@cadastre/source',
      '--import',
      pathOf('../../../../tools/typescript.mjs'),
      pathOf('../fixtures/relay-process.ts'),
      JSON.stringify(orders),
    ],
    { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
  );

describe('the relay, when things break', () => {
  let log: LogUnderTest;
  const ends: (() => Promise<unknown> | void)[] = [];

  beforeEach(async () => {
    log = await logUnderTest();
  });
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
    await log.db.drop();
  });

  const startRelay = (options: KafkaOptions): Relay => {
    const relay = createRelay({
      pool: log.db.pool,
      kafka: kafkaClient(options, silentLog),
      topics: options.topics,
      events: log.store,
      wakeUp: new WakeUp(),
      owner: 'spec',
      log: silentLog,
    });
    ends.push(() => relay.stop());
    relay.start();
    return relay;
  };
  const relayed = (position: number) =>
    waitFor(async () => (await readRelayState(log.db.pool)).position === position, { timeoutMs: 30_000 });
  const positionsIn = async (options: KafkaOptions, count: number): Promise<number[]> => {
    const topics = new TopicNames(options.topics.prefix).events;
    const messages = await readTopics(
      kafkaClient(options, silentLog),
      topics,
      (all) => new Set(all.map(positionOf)).size >= count,
    );
    return messages.map(positionOf).sort((a, b) => a - b);
  };

  test('a leader killed between acknowledgement and checkpoint costs duplicates, and no event', async () => {
    const options = kafkaOptions(brokers);
    await log.append([4, 3]);
    const victim = startVictim({ url: log.db.url, kafka: options });
    ends.push(() => void victim.kill('SIGKILL'));
    await once(victim, 'message');
    const successor = startRelay(options);
    expect((await readRelayState(log.db.pool)).position).toBe(0);
    const gone = once(victim, 'exit');
    victim.kill('SIGKILL');
    await gone;
    await log.append([2]);
    await waitFor(() => successor.isLeading, { what: 'the takeover' });
    await relayed(9);
    expect(await positionsIn(options, 9)).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9]);
  });

  test('brokers away at the start, there, killed, and back: said at each time, and everything arrives', async () => {
    const port = await freePort();
    const folder = temporaryFolder('kafka-away');
    ends.push(() => folder.remove());
    const options = kafkaOptions([`127.0.0.1:${port}`]);
    await log.append([2]);
    const relay = startRelay(options);
    await waitFor(() => relay.status.condition.detail?.includes(String(port)), { timeoutMs: 20_000 });
    expect(relay.status.condition.status).toBe('unavailable');

    const kafka = await startKafka({ ports: [port], dataFolder: folder.path });
    ends.push(() => kafka.stop());
    await relayed(2);
    expect(relay.status.condition).toEqual({ status: 'ok', detail: null });

    await kafka.kill();
    await log.append([3]);
    await waitFor(() => relay.status.condition.status !== 'ok', { timeoutMs: 40_000 });
    expect(relay.status.condition).toMatchObject({
      status: 'degraded',
      detail: expect.stringContaining('no broker can be reached'),
    });
    expect((await readRelayState(log.db.pool)).position).toBe(2);

    await kafka.restart();
    await relayed(5);
    expect(relay.status.condition.status).toBe('ok');
    expect(new Set(await positionsIn(options, 5))).toEqual(new Set([1, 2, 3, 4, 5]));
  }, 180_000);
});
