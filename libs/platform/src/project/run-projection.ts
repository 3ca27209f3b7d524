import { categoriesOf, type LoggedEvent } from '@cadastre/events';
import {
  KafkaLaneFeed,
  laneKeyOf,
  laneOfKey,
  lanePositionsOf,
  readSigningKeys,
  readRelayState,
  TopicNames,
  type EventSource,
} from '@cadastre/event-bus';
import { createLaneProjector, createProjector, type AnyProjection, type Behind } from '@cadastre/projections';
import type { BackgroundService } from '@cadastre/service-runtime';
import { channels } from '../bells.ts';
import type { Platform } from '../platform.ts';
import { DeadLetterPoison } from './dead-letter-poison.ts';
import { countProjection } from './projection-metrics.ts';
import { retryAfterUpgrade } from './retry-after-upgrade.ts';
import { Together } from './together.ts';

export type RunProjection = {
  readonly projection: AnyProjection;
  /** Most events of one transaction; default 500. */
  readonly batchSize?: number;
  /** After each commit, with the keys that have new rows. */
  readonly onProjected?: (position: number, touchedKeys: readonly string[]) => void;
  /** Events that wait for another projection. */
  readonly behind?: Behind & {
    /** The log, where such events are held back. */
    readonly source: EventSource;
  };
};

type ProjectionPlatform = Pick<
  Platform,
  'pool' | 'eventStore' | 'eventSource' | 'bells' | 'log' | 'processName' | 'kafka' | 'metrics'
>;

const laneOf = (event: LoggedEvent, laneCount: number): number => laneOfKey(laneKeyOf(event), laneCount);

/**
 * Keeps a projection up to the log, the way that this installation is set up for: with Kafka as a member of the
 * projection's consumer group, without it as one of those that stand by to lead. From one to the other it goes by itself.
 */
export const runProjection = (platform: ProjectionPlatform, options: RunProjection): BackgroundService => {
  const { pool, eventSource, bells, log, kafka } = platform;
  const { projection, behind } = options;
  const wakeUp = bells.listen(channels.sequenced);
  if (behind !== undefined) bells.listen(channels.projected, wakeUp);
  const led = {
    ...options,
    pool,
    source: behind?.source ?? eventSource,
    wakeUp,
    log,
    owner: platform.processName,
    pollMs: 250,
  };
  const upgrade = retryAfterUpgrade({ ...platform, projection: projection.name });
  if (kafka === null) return new Together([createProjector({ ...led, lanes: { laneOf } }), upgrade]);
  const counted = countProjection(platform.metrics, projection.name);
  const lanesWakeUp = bells.listen(channels.relayed);
  if (behind !== undefined) bells.listen(channels.projected, lanesWakeUp);
  const { client, topics, loopback } = kafka;
  const types = Object.keys(projection.on);
  const categories = categoriesOf(types);
  const lanes = createLaneProjector({
    ...led,
    holesFrom: eventSource,
    laneCount: topics.partitions,
    laneOf,
    relayed: async () => {
      const { position, lanePositions } = await readRelayState(pool);
      const bounds = { lanes: topics.partitions, unknown: position };
      return { position, lanePositions: lanePositionsOf(lanePositions, categories, bounds) };
    },
    lanesWakeUp,
    counted,
    feed: (receiver) =>
      new KafkaLaneFeed({
        kafka: client,
        names: new TopicNames(topics.prefix),
        lanes: topics.partitions,
        projection: projection.name,
        version: projection.version,
        types,
        receiver,
        loopback,
        readKeys: () => readSigningKeys(pool),
        log,
        counted,
      }),
  });
  const { eventStore } = platform;
  const deadLetters = { pool, eventStore, log, kafka, projection: projection.name, counted };
  return new Together([lanes, new DeadLetterPoison(deadLetters), upgrade]);
};
