import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { loadOrCreateKeyFile } from '@cadastre/credential-vault';
import { freePort } from '@cadastre/testing';
import pg from 'pg';
import type { LinkName } from '../faults/fault.ts';
import { FaultProxy } from '../proxy/fault-proxy.ts';
import {
  processNames,
  workerHeartbeatSeconds,
  workerLeaseSeconds,
  workerTargetRetryBaseMs,
  type ProcessName,
} from '../settings.ts';
import { DatabaseServer } from './database-server.ts';
import type { KafkaBroker } from './kafka-broker.ts';
import { ServiceProcess } from './service-process.ts';
import { SmallDisk } from './small-disk.ts';

const database = 'cadastre';
const roles = { owner: 'cadastre_owner', app: 'cadastre_app' } as const;
const readyTimeoutMs = 90_000;

const programs = {
  api: { script: 'apps/integration-api/dist/main.js', port: 'CADASTRE_HTTP_PORT' },
  worker: { script: 'apps/sync-worker/dist/main.js', port: 'CADASTRE_WORKER_HTTP_PORT' },
  projector: { script: 'apps/catalog-projector/dist/main.js', port: 'CADASTRE_PROJECTOR_HTTP_PORT' },
} as const;

/** Modest, so that a crash is recovered from in a moment and a small disk holds it. */
const storeSettings = { max_connections: '200', max_wal_size: '128MB', min_wal_size: '80MB' };
const targetSettings = { max_connections: '100', max_wal_size: '128MB', min_wal_size: '80MB' };

/** Everything that is broken: six processes, their servers, and the wires between them. */
export class Installation {
  readonly processes = new Map<ProcessName, ServiceProcess>();
  readonly links = new Map<LinkName, FaultProxy>();
  private readonly password = randomBytes(12).toString('hex');

  private constructor(
    readonly disk: SmallDisk,
    readonly store: DatabaseServer,
    readonly target: DatabaseServer,
    readonly kafka: KafkaBroker | null,
  ) {}

  static async open(
    { folder, beside }: { folder: string; beside: string | null },
    kafka: KafkaBroker | null,
    onOpened: (part: { stop(): Promise<void> | void }) => void,
  ): Promise<Installation> {
    const disk = SmallDisk.make(path.join(folder, 'disk'));
    onOpened({ stop: () => disk.remove() });
    const store = await DatabaseServer.start(path.join(disk.folder, 'postgres'), storeSettings);
    onOpened(store);
    const target = await DatabaseServer.start(path.join(folder, 'target'), targetSettings);
    onOpened(target);
    const installation = new Installation(disk, store, target, kafka);
    onOpened({ stop: () => installation.stop() });
    await installation.prepareDatabase();
    await installation.addLink('target', { port: target.port, speaks: 'postgres' });
    for (const name of processNames) {
      await installation.addProcess(name, { folder, beside: name.endsWith('2') ? beside : null });
    }
    return installation;
  }

  process(name: ProcessName): ServiceProcess {
    return this.processes.get(name) ?? missing(name);
  }

  link(name: LinkName): FaultProxy {
    return this.links.get(name) ?? missing(name);
  }

  /** Direct, past every proxy: for checks. */
  get ownUrl(): string {
    return this.store.urlOf(database);
  }

  start(): void {
    for (const service of this.processes.values()) service.start();
  }

  /** @throws naming those that are not */
  async untilReady(names: readonly ProcessName[] = processNames): Promise<void> {
    const deadline = performance.now() + readyTimeoutMs;
    for (;;) {
      const ready = await Promise.all(names.map((name) => this.process(name).isReady()));
      if (ready.every(Boolean)) return;
      if (performance.now() > deadline) {
        throw new Error(
          `not ready after ${readyTimeoutMs / 1_000} s: ${names.filter((_, n) => !ready[n]).join(', ')}`,
        );
      }
      await pause(200);
    }
  }

  heal(): void {
    for (const link of this.links.values()) link.heal();
    for (const service of this.processes.values()) {
      service.useSettings({});
      service.signal('SIGCONT');
      service.start();
    }
    this.disk.makeRoom();
  }

  /** From an exit handler. */
  killNow(): void {
    for (const service of this.processes.values()) service.killNow();
  }

  async stop(): Promise<void> {
    await Promise.all([...this.processes.values()].map((service) => service.stop()));
    await Promise.all([...this.links.values()].map((link) => link.close()));
  }

  private async prepareDatabase(): Promise<void> {
    const client = new pg.Client({ connectionString: this.store.urlOf('postgres') });
    await client.connect();
    for (const role of Object.values(roles)) {
      await client.query(`create role ${role} login password '${this.password}'`);
    }
    await client.query(`create database ${database} template template0 owner ${roles.owner}`);
    await client.end();
  }

  private async addLink(
    name: LinkName,
    { port, speaks }: { port: number; speaks: 'postgres' | 'bytes' },
  ): Promise<FaultProxy> {
    const link = new FaultProxy(name, { host: '127.0.0.1', port }, speaks);
    await link.listen();
    this.links.set(name, link);
    return link;
  }

  private async addProcess(
    name: ProcessName,
    { folder, beside }: { folder: string; beside: string | null },
  ): Promise<void> {
    const toStore = await this.addLink(`${name}→postgres`, { port: this.store.port, speaks: 'postgres' });
    const { script, port: portSetting } = programs[name.split('-')[0] as keyof typeof programs];
    const port = await freePort();
    const keyFile = path.join(folder, 'key');
    loadOrCreateKeyFile(keyFile);
    mkdirSync(path.join(folder, 'logs'), { recursive: true });
    const urlAs = (role: string): string =>
      `postgres://${role}:${this.password}@127.0.0.1:${toStore.port}/${database}`;
    const service = new ServiceProcess({
      name,
      script,
      beside,
      port,
      logFile: path.join(folder, 'logs', `${name}.log`),
      env: {
        CADASTRE_DATABASE_URL: urlAs(roles.app),
        CADASTRE_DATABASE_OWNER_URL: urlAs(roles.owner),
        CADASTRE_DATABASE_POOL_SIZE: '8',
        CADASTRE_KEY_FILE: keyFile,
        CADASTRE_EGRESS_ALLOW_PRIVATE: 'true',
        [portSetting]: String(port),
        ...(name.startsWith('api') ? { CADASTRE_GRPC_PORT: '0' } : {}),
        ...settingsOf(name, beside),
        ...(await this.kafkaSettings(name)),
      },
    });
    this.processes.set(name, service);
  }

  private async kafkaSettings(name: ProcessName): Promise<Record<string, string>> {
    if (this.kafka === null) return {};
    const link = this.kafka.linkOf(name);
    this.links.set(link.name as LinkName, link);
    return { CADASTRE_KAFKA_BROKERS: `127.0.0.1:${link.port}`, ...this.kafka.settings };
  }
}

const settingsOf = (name: ProcessName, beside: string | null): Record<string, string> => {
  if (name.startsWith('api')) return { CADASTRE_AUTH: 'none', CADASTRE_GRPC_PORT: '0' };
  if (!name.startsWith('worker')) return {};
  return {
    CADASTRE_WORKER_LEASE_SECONDS: String(workerLeaseSeconds),
    CADASTRE_WORKER_HEARTBEAT_SECONDS: String(workerHeartbeatSeconds),
    // Another release may not know it, and refuses to start with a setting that it does not know.
    ...(beside === null ? { CADASTRE_WORKER_TARGET_RETRY_BASE_MS: String(workerTargetRetryBaseMs) } : {}),
  };
};

const missing = (name: string): never => {
  throw new Error(`there is no ${name}`);
};
