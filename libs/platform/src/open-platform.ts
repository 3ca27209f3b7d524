import { CredentialVault, type KeyRing } from '@cadastre/credential-vault';
import { LogEventSource, type KafkaOptions } from '@cadastre/event-bus';
import { PostgresEventStore, createSequencer } from '@cadastre/event-store';
import { JobQueue } from '@cadastre/leased-jobs';
import { createLogger, createMetrics, type LogLevel } from '@cadastre/observability';
import { Notifications, createPool } from '@cadastre/postgres';
import { egressPolicy } from '@cadastre/target-connection';
import type { Logger } from 'pino';
import { Bells, channels } from './bells.ts';
import { databaseDependency, sequencerDependency } from './health/dependencies.ts';
import { Health } from './health/health.ts';
import { kafkaDependency, openKafka } from './kafka/open-kafka.ts';
import { registerFlowMetrics } from './metrics/flow-metrics.ts';
import { processName, type Platform } from './platform.ts';
import { cadastreVersion } from './version.ts';

export type PlatformOptions = {
  /** `integration-api`, `sync-worker`, …: in every log line and metric. */
  readonly service: string;
  readonly databaseUrl: string;
  readonly poolSize: number;
  readonly keyRing: KeyRing;
  readonly egress: { readonly allow: readonly string[]; readonly allowPrivate: boolean };
  /** Without it events reach consumers through the log alone. */
  readonly kafka?: KafkaOptions | null;
  readonly logLevel: LogLevel;
  /** Where a logger exists already. */
  readonly log?: Logger;
};

export type OpenPlatform = Platform & {
  /** After every service that uses it: stops relay and sequencer, the bells and the pools. */
  close(): Promise<void>;
};

/**
 * Joins the adapters and starts what every process runs: the bells, and candidates for sequencer and relay, so that
 * events get their positions and reach Kafka whichever services are up. The database must have been migrated.
 */
export const openPlatform = (options: PlatformOptions): OpenPlatform => {
  const { service, databaseUrl } = options;
  const log = options.log ?? createLogger({ service, level: options.logLevel, version: cadastreVersion });
  let isClosing = false;
  const onIdleError = (err: Error): void => {
    // A server that stops right after us may be faster than a connection's farewell.
    if (!isClosing) log.warn({ err }, 'idle database connection lost');
  };
  const poolOf = (name: string, max: number) =>
    createPool({ connectionString: databaseUrl, max, applicationName: `cadastre ${name}`, onIdleError });
  const pool = poolOf(service, options.poolSize);
  const heartbeatPool = poolOf('heartbeat', 2);
  const notifications = new Notifications({ connectionString: databaseUrl, log });
  const bells = new Bells(notifications);
  const name = processName();
  const eventStore = new PostgresEventStore({ pool, onAppended: () => bells.ring(channels.appended) });
  const sequencer = createSequencer({
    pool,
    owner: name,
    wakeUp: bells.listen(channels.appended),
    onSequenced: () => bells.ring(channels.sequenced),
    log,
  });
  const health = new Health();
  health.add(databaseDependency(pool));
  health.add(sequencerDependency(pool));
  const metrics = createMetrics({ service, version: cadastreVersion });
  const carried = options.kafka
    ? openKafka({ kafka: options.kafka, pool, eventStore, bells, metrics, owner: name, log })
    : null;
  if (carried !== null) health.add(kafkaDependency(carried.relay));
  notifications.start();
  sequencer.start();
  carried?.relay.start();
  const platform: Platform = {
    processName: name,
    pool,
    heartbeatPool,
    eventStore,
    eventSource: new LogEventSource(eventStore),
    kafka: carried?.kafka ?? null,
    vault: new CredentialVault({ pool, keyRing: options.keyRing }),
    jobs: new JobQueue(pool),
    notifications,
    bells,
    egressPolicy: egressPolicy(options.egress),
    log,
    metrics,
    health,
  };
  registerFlowMetrics(platform);
  const close = async (): Promise<void> => {
    await carried?.relay.stop();
    await sequencer.stop();
    await notifications.stop();
    isClosing = true;
    await Promise.all([pool.end(), heartbeatPool.end()]);
  };
  return { ...platform, close };
};
