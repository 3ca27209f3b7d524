import { createServer } from 'node:net';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { credentials } from '@grpc/grpc-js';
import {
  CatalogServiceClient,
  EventServiceClient,
  IntegrationServiceClient,
  ListObjectsRequest,
  RegisterIntegrationRequest,
  SslMode,
  IntegrationType,
  SubscribeEventsRequest,
  SyncServiceClient,
  SyncStatus,
  WatchSyncRequest,
  type ListObjectsResponse,
  type RegisterIntegrationResponse,
  type SubscribeEventsResponse,
  type WatchSyncResponse,
} from '@cadastre/grpc-contract';
import { temporaryFolder } from '@cadastre/testing';
import { launchStandalone, startStandalone, type Running } from './support/cadastre.ts';
import { untilNothingRuns } from './support/processes.ts';

jest.setTimeout(120_000);

let folder: ReturnType<typeof temporaryFolder>;
let cadastre: Running;

beforeAll(async () => {
  folder = temporaryFolder('e2e-grpc');
  cadastre = await startStandalone({ dataDir: folder.path });
});
afterAll(async () => {
  await cadastre.program.kill();
  await untilNothingRuns(folder.path);
  folder.remove();
});

const one = <T>(call: (done: (error: Error | null, value: T) => void) => unknown): Promise<T> =>
  new Promise((resolve, reject) => call((error, value) => (error === null ? resolve(value) : reject(error))));

test('npm start says where gRPC is; a database is registered, its sync watched, its events and its catalog read', async () => {
  const address = /"grpc":"([^"]+)"/.exec(cadastre.program.stdout)?.[1] ?? '';
  expect(address).toMatch(/^127\.0\.0\.1:\d+$/);
  const open = credentials.createInsecure();
  const clients = {
    integrations: new IntegrationServiceClient(address, open),
    syncs: new SyncServiceClient(address, open),
    events: new EventServiceClient(address, open),
    catalog: new CatalogServiceClient(address, open),
  };
  const connection = JSON.parse(readFileSync(path.join(folder.path, 'embedded-postgres.json'), 'utf8')) as {
    superuser_url: string;
  };
  const { hostname, port, username, password } = new URL(connection.superuser_url);
  const request = RegisterIntegrationRequest.fromPartial({
    integration_type: IntegrationType.INTEGRATION_TYPE_POSTGRESQL,
    credential: {
      host: hostname,
      port: Number(port),
      username,
      password,
      database_name: 'cadastre',
      ssl_mode: SslMode.SSL_MODE_PREFER,
    },
  });
  const { integration, sync_id } = await one<RegisterIntegrationResponse>((done) =>
    clients.integrations.registerIntegration(request, done),
  );
  const integration_id = integration?.integration_id ?? '';

  const states: (SyncStatus | undefined)[] = [];
  for await (const message of clients.syncs.watchSync(WatchSyncRequest.fromPartial({ sync_id })))
    states.push((message as WatchSyncResponse).sync?.status);
  expect(states.at(-1)).toBe(SyncStatus.SYNC_STATUS_COMPLETED);

  const types: string[] = [];
  const subscription = SubscribeEventsRequest.fromPartial({ after_position: 0, stop_at_head: true });
  for await (const batch of clients.events.subscribeEvents(subscription))
    types.push(...(batch as SubscribeEventsResponse).events.map(({ type }) => type));
  expect(types[0]).toBe('IntegrationRegistered');
  expect(types).toEqual(expect.arrayContaining(['SyncStarted', 'ObjectDiscovered', 'SyncCompleted']));

  const { items } = await one<ListObjectsResponse>((done) =>
    clients.catalog.listObjects(
      ListObjectsRequest.fromPartial({ integration_id, options: { limit: 200 } }),
      done,
    ),
  );
  expect(items.map(({ qualified_name }) => qualified_name)).toContain('event_store.events');
  for (const client of Object.values(clients)) client.close();
});

test('a port of gRPC that is taken is named, and nothing is made', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  const elsewhere = temporaryFolder('e2e-grpc-taken');
  const program = launchStandalone({ dataDir: elsewhere.path, env: { CADASTRE_GRPC_PORT: String(port) } });
  expect((await program.exited).code).toBe(1);
  other.close();
  expect(program.stderr).toContain(String(port));
  expect(program.stderr).toContain('CADASTRE_GRPC_PORT');
  expect(readdirSync(elsewhere.path)).toEqual([]);
  elsewhere.remove();
});
