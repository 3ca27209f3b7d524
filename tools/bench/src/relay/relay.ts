import { createSecretKey } from 'node:crypto';
import type { Message, Producer, ProducerConfig } from 'kafkajs';
import {
  createLaneOfKey,
  createRelay,
  encodeEvent,
  ensureTopics,
  laneKeyOfStored,
  TopicNames,
} from '@cadastre/event-bus';
import { eventCategories } from '@cadastre/events';
import { createSequencer, PostgresEventStore, type AppendRequest } from '@cadastre/event-store';
import { createPool } from '@cadastre/postgres';
import { silentLog, WakeUp } from '@cadastre/service-runtime';
import { inBenchDatabase } from '../append/bench-database.ts';
import { inTurn, ratios } from '../append/drive.ts';
import { command, discovered, newCatalogStream, RunningSync } from '../append/examples.ts';
import type { Benchmark, BenchOptions, Figure } from '../figure.ts';
import { median, spread } from '../statistics.ts';
import { startBenchKafka, type BenchKafka } from './bench-kafka.ts';

type Pool = ReturnType<typeof createPool>;
type Batch = { readonly topic: string; readonly messages: Message[] }[];

const perRequest = 1_000;
const eventsPerCommit = 500;

/**
 * Events per second from the log into Kafka, against kafkajs producing the same bytes from memory: as it is on npm, and as we
 * patched it (`patches/`), which is what the relay uses.
 */
export const run: Benchmark = async function* (options) {
  const kafka = await startBenchKafka('relay');
  if (kafka === null) return;
  try {
    for (const sort of ['progress of syncs', 'tables of ten columns'] as const) {
      yield* inBenchDatabase(options.connectionString, (url) => measure(url, { kafka, sort, ...options }));
    }
  } finally {
    await kafka.stop();
  }
};

async function* measure(
  url: string,
  { kafka, sort, quick }: BenchOptions & { kafka: BenchKafka; sort: keyof typeof appends },
): AsyncIterable<Figure> {
  const rounds = quick ? 1 : 5;
  const events = quick ? 2_000 : 40_000;
  const pool = createPool({ connectionString: url, max: 8, applicationName: 'bench' });
  const store = new PostgresEventStore({ pool });
  await fill(pool, store, { sort, events });
  await pool.query('vacuum analyze');
  const prefix = sort.replaceAll(' ', '-');
  const { batches, bytes } = await messagesOf(store, new TopicNames(`${prefix}.memory`));
  await ensureTopics(kafka.client, kafka.topics(`${prefix}.memory`));
  const perSecond = (ms: number): number => events / (ms / 1_000);
  const figures = await inTurn(rounds, [
    { name: 'published', run: async () => perSecond(await sendAll(kafka.published, batches)) },
    { name: 'patched', run: async () => perSecond(await sendAll(kafka.client, batches)) },
    { name: 'relay', run: async () => perSecond(await relayAll({ pool, store, kafka, prefix, events })) },
  ]);
  await pool.end();
  for (const which of ['published', 'patched'] as const) {
    const perRound = ratios(figures.relay, figures[which]);
    yield {
      bench: 'relay',
      figure: `from the log into Kafka, ${sort}`,
      value: Math.round(median(figures.relay)),
      unit: 'events/s',
      reference: `kafkajs as ${which}, producing the same messages from memory`,
      ratio: Number(median(perRound).toFixed(3)),
      notes: {
        rounds,
        events,
        bytesPerEvent: Math.round(bytes / events),
        values: spread(figures.relay),
        reference: spread(figures[which]),
        ratios: spread(perRound),
      },
    };
  }
}

const sync = new RunningSync();
const appends = {
  'progress of syncs': (): AppendRequest => sync.progressed(eventsPerCommit),
  'tables of ten columns': (): AppendRequest => ({
    streams: [{ streamId: newCatalogStream(), expectedVersion: 'any', events: discovered(eventsPerCommit) }],
    metadata: command(),
  }),
};

const fill = async (
  pool: Pool,
  store: PostgresEventStore,
  { sort, events }: { sort: keyof typeof appends; events: number },
): Promise<void> => {
  for (let done = 0; done < events; done += eventsPerCommit) {
    await store.append(appends[sort]());
  }
  const head = new WakeUp();
  const sequencer = createSequencer({
    pool,
    owner: 'bench',
    wakeUp: new WakeUp(),
    onSequenced: () => head.ring(),
    log: silentLog,
  });
  sequencer.start();
  while ((await store.headPosition()) < events) await head.wait(100);
  await sequencer.stop();
};

/** The same headers and bytes as the relay's, made beforehand. */
const messagesOf = async (
  store: PostgresEventStore,
  names: TopicNames,
): Promise<{ batches: readonly Batch[]; bytes: number }> => {
  const laneOfKey = createLaneOfKey(12);
  const secret = createSecretKey(Buffer.alloc(32));
  const batches: Batch[] = [];
  let bytes = 0;
  for (let afterPosition = 0; ;) {
    const page = await store.readStoredLog({ afterPosition, limit: perRequest, maxBytes: 4 * 1024 * 1024 });
    if (page.events.length === 0) return { batches, bytes };
    const byTopic = new Map<string, Message[]>();
    for (const event of page.events) {
      const key = laneKeyOfStored(event);
      const place = { key, lane: laneOfKey(key), lanes: 12, previousPositions: allBefore(event.position) };
      const topic = names.ofStream(event.streamId) ?? '';
      byTopic.set(topic, [...(byTopic.get(topic) ?? []), encodeEvent(event, place, { id: 1, secret })]);
      bytes += event.data.length;
    }
    batches.push([...byTopic].map(([topic, messages]) => ({ topic, messages })));
    afterPosition = page.nextPosition;
  }
};

const allBefore = (position: number): ReadonlyMap<string, number> =>
  new Map(eventCategories.map((category) => [category, position - 1]));

/** From the moment it is connected to the last acknowledgement. */
const sendAll = async (
  kafka: { producer(options: ProducerConfig): Producer },
  batches: readonly Batch[],
): Promise<number> => {
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  const startedAt = performance.now();
  for (const topicMessages of batches) await producer.sendBatch({ acks: -1, topicMessages });
  const ms = performance.now() - startedAt;
  await producer.disconnect();
  return ms;
};

/** From the moment it leads (connections are made once in a day, not once in forty thousand events) to the last checkpoint. */
const relayAll = async (options: {
  pool: Pool;
  store: PostgresEventStore;
  kafka: BenchKafka;
  prefix: string;
  events: number;
}): Promise<number> => {
  const { pool, store, kafka, prefix, events } = options;
  await pool.query(`update event_bus.relay set position = 0, lane_positions = '{}', owner = null`);
  let startedAt = Number.NaN;
  let produced = 0;
  const finished = new WakeUp();
  const relay = createRelay({
    pool,
    kafka: kafka.client,
    topics: kafka.topics(`${prefix}.relay`),
    events: store,
    wakeUp: new WakeUp(),
    owner: 'bench',
    log: {
      ...silentLog,
      info: (_, message) => {
        if (message === 'relay leads') startedAt = performance.now();
      },
    },
    observe: {
      produced: (count) => {
        produced += count;
        if (produced >= events) finished.ring();
      },
    },
  });
  relay.start();
  await finished.wait(600_000);
  const ms = performance.now() - startedAt;
  await relay.stop();
  return ms;
};
