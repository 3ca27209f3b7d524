import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { pino } from 'pino';
import { toKey, vaultSchema } from '@cadastre/credential-vault';
import { eventStoreSchema, loadState } from '@cadastre/event-store';
import {
  IntegrationId,
  IntegrationOptions,
  SyncId,
  catalogStream,
  syncStream,
  type RecordedEvent,
} from '@cadastre/events';
import { byStream, registerIntegration, requestSync, type Decision } from '@cadastre/integration';
import { jobsSchema } from '@cadastre/leased-jobs';
import { openPlatform, type OpenPlatform } from '@cadastre/platform';
import type { DatabaseSchema } from '@cadastre/postgres';
import { projectionsSchema } from '@cadastre/projections';
import { createTestDatabase, waitFor, type TestDatabase } from '@cadastre/testing';
import { syncWorkerSchema } from '../../src/known-objects/schema.ts';
import { integrationToRead } from '@cadastre/integration';
import { SyncWorkerService, type SyncWorkerOptions } from '../../src/sync-worker-service.ts';

const tenantId = 'default';
const keyRing = { active: toKey(randomBytes(32)), others: [] };
const terminal = ['SyncCompleted', 'SyncFailed', 'SyncCancelled', 'SyncDeadLettered'];

export const quickWorker: SyncWorkerOptions = {
  maxConcurrentTasks: 4,
  claimBatch: 4,
  leaseSeconds: 3,
  heartbeatSeconds: 1,
  retry: { own: { baseMs: 20, maxMs: 50 }, target: { baseMs: 20, maxMs: 50 } },
};

/** A real platform on a database of its own, a target beside it, and workers as the test starts them. */
export class WorkerUnderTest {
  private readonly platforms: OpenPlatform[] = [];
  private readonly workers: SyncWorkerService[] = [];
  readonly integrationId = IntegrationId.parse(randomUUID());

  private constructor(
    readonly database: TestDatabase,
    readonly target: TestDatabase,
  ) {}

  /** @param options.serverUrl of the superuser of a server that has both databases; otherwise that of the run */
  static async create(
    options: { serverUrl?: string; otherSchemas?: readonly DatabaseSchema[] } = {},
  ): Promise<WorkerUnderTest> {
    const { serverUrl, otherSchemas = [] } = options;
    const own = [eventStoreSchema, jobsSchema, projectionsSchema, vaultSchema, syncWorkerSchema];
    return new WorkerUnderTest(
      await createTestDatabase({ schemas: [...own, ...otherSchemas], serverUrl }),
      await createTestDatabase({ schemas: [], serverUrl }),
    );
  }

  get platform(): OpenPlatform {
    return this.platforms[0] ?? this.openPlatform();
  }

  openPlatform({ egress = { allow: [], allowPrivate: true } } = {}): OpenPlatform {
    const platform = openPlatform({
      service: 'sync-worker',
      databaseUrl: this.database.url,
      poolSize: 6,
      keyRing,
      egress,
      logLevel: 'silent',
      log: pino({ level: 'silent' }),
    });
    this.platforms.push(platform);
    return platform;
  }

  startWorker(options: Partial<SyncWorkerOptions> = {}): SyncWorkerService {
    const worker = new SyncWorkerService(
      this.platforms.length === this.workers.length ? this.openPlatform() : this.platform,
      {
        ...quickWorker,
        ...options,
      },
    );
    worker.start();
    this.workers.push(worker);
    return worker;
  }

  async onTarget(...statements: string[]): Promise<void> {
    const client = new pg.Client({ connectionString: this.target.superuserUrl });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  }

  /** Registers the target, which asks for its first sync. */
  async register(
    change: {
      username?: string;
      password?: string;
      port?: number;
      /** Another target than the test's own database. */
      url?: string;
      options?: Partial<IntegrationOptions>;
    } = {},
  ): Promise<SyncId> {
    const url = new URL(change.url ?? this.target.superuserUrl);
    const syncId = SyncId.parse(randomUUID());
    await this.platform.vault.seal(this.platform.pool, {
      tenantId,
      integrationId: this.integrationId,
      version: 1,
      secret: { password: change.password ?? decodeURIComponent(url.password), ca_pem: null },
    });
    await this.append(
      registerIntegration(null, {
        integrationId: this.integrationId,
        name: 'target',
        target: {
          host: url.hostname,
          port: change.port ?? Number(url.port),
          database_name: url.pathname.slice(1),
          username: change.username ?? decodeURIComponent(url.username),
          ssl_mode: 'disable',
        },
        credentialVersion: 1,
        options: IntegrationOptions.parse(change.options ?? {}),
        syncId,
        at: new Date().toISOString(),
      }),
    );
    return syncId;
  }

  async requestSync(ifRunning: 'reject' | 'queue' = 'reject', { allowDrops = false } = {}): Promise<SyncId> {
    const syncId = SyncId.parse(randomUUID());
    const { state } = await loadState(
      this.platform.eventStore,
      tenantId,
      integrationToRead(this.integrationId),
    );
    const { events } = requestSync(
      { integration: state, sync: null },
      {
        integrationId: this.integrationId,
        syncId,
        ifRunning,
        allowDrops,
        at: new Date().toISOString(),
      },
    );
    await this.append(events);
    return syncId;
  }

  /** Gives the id of the commit. */
  async append(decision: Decision): Promise<string> {
    const { commitId } = await this.platform.eventStore.append({
      streams: byStream(decision).map((stream) => ({ ...stream, expectedVersion: 'any' as const })),
      metadata: {
        tenantId,
        actor: 'test',
        commandId: randomUUID(),
        correlationId: randomUUID(),
        causationId: null,
      },
    });
    return commitId;
  }

  syncEvents(syncId: SyncId): Promise<RecordedEvent[]> {
    return this.platform.eventStore.readStream(syncStream(syncId), { tenantId });
  }

  catalogEvents(afterVersion = 0): Promise<RecordedEvent[]> {
    return this.platform.eventStore.readStream(catalogStream(this.integrationId), { tenantId, afterVersion });
  }

  /** Waits for the terminal event and gives it. */
  async ended(syncId: SyncId): Promise<RecordedEvent> {
    return waitFor(async () => (await this.syncEvents(syncId)).find(({ type }) => terminal.includes(type)), {
      what: 'the end of the sync',
      timeoutMs: 20_000,
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.stop()));
    await Promise.all(this.platforms.map((platform) => platform.close()));
    await Promise.all([this.database.drop(), this.target.drop()]);
  }
}

/** `kind qualified_name` of each catalog event, sorted. */
export const namesOf = (events: readonly RecordedEvent[], type: string): string[] =>
  events
    .filter((event) => event.type === type)
    .map(({ data }) => {
      const { object, ...rest } = data as {
        object?: { kind: string; qualified_name: string };
        kind: string;
        qualified_name: string;
      };
      const { kind, qualified_name } = object ?? rest;
      return `${kind} ${qualified_name}`;
    })
    .sort();
