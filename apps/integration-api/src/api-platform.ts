import type pg from 'pg';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { CredentialVault } from '@cadastre/credential-vault';
import type { EventStore } from '@cadastre/event-store';
import type { JobQueue } from '@cadastre/leased-jobs';
import type { Bells, Health, PlatformKafka } from '@cadastre/platform';
import type { EgressPolicy } from '@cadastre/target-connection';

/**
 * What the API stands on; also its token for injection. Whoever starts the API makes these, and closes them after
 * it.
 */
export abstract class ApiPlatform {
  abstract readonly pool: pg.Pool;
  abstract readonly eventStore: EventStore;
  abstract readonly vault: CredentialVault;
  abstract readonly bells: Pick<Bells, 'listen' | 'ring'>;
  /** Where events go besides the log, if anywhere. */
  abstract readonly kafka?: Pick<PlatformKafka, 'topics'> | null;
  abstract readonly jobs: JobQueue;
  abstract readonly egressPolicy: EgressPolicy;
  abstract readonly log: Logger;
  abstract readonly metrics: Registry;
  abstract readonly health: Health;
}
