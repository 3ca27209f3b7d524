import { hostname } from 'node:os';
import type pg from 'pg';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { CredentialVault } from '@cadastre/credential-vault';
import type { EventSource } from '@cadastre/event-bus';
import type { EventStore } from '@cadastre/event-store';
import type { JobQueue } from '@cadastre/leased-jobs';
import type { EgressPolicy } from '@cadastre/target-connection';
import type { Notifications } from '@cadastre/postgres';
import type { Bells } from './bells.ts';
import type { Health } from './health/health.ts';
import type { PlatformKafka } from './kafka/open-kafka.ts';

/** What every service stands on, joined once for a process; also its token for injection. */
export abstract class Platform {
  /** `host:pid`, unique among living processes: who holds leases and writes as a worker. */
  abstract readonly processName: string;
  abstract readonly pool: pg.Pool;
  /** For heartbeats only, so that a pool that is all in use cannot cost a lease. */
  abstract readonly heartbeatPool: pg.Pool;
  abstract readonly eventStore: EventStore;
  abstract readonly eventSource: EventSource;
  /** Null where events go to consumers through the log alone. */
  abstract readonly kafka: PlatformKafka | null;
  abstract readonly vault: CredentialVault;
  abstract readonly jobs: JobQueue;
  abstract readonly notifications: Notifications;
  abstract readonly bells: Bells;
  abstract readonly egressPolicy: EgressPolicy;
  abstract readonly log: Logger;
  abstract readonly metrics: Registry;
  /** What the services of this process need; each adds its own. */
  abstract readonly health: Health;
}

/** Distinguishes processes across machines. @param pid of this machine; this process if not given */
export const processName = (pid = process.pid): string => `${hostname()}:${pid}`;
