import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client, credentials, loadPackageDefinition, status } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { protoPath as healthProto } from 'grpc-health-check';
import path from 'node:path';
import { createRequire } from 'node:module';
import { waitFor } from '@cadastre/testing';
import { startApi, type ApiUnderTest } from './api-under-test.ts';
import { GrpcClient } from './grpc-client.ts';

let api: ApiUnderTest;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

type AnyClient = Client & Record<string, (...args: any[]) => any>;
const clientOf = (proto: string, name: string, address: string): AnyClient => {
  const loaded = loadPackageDefinition(loadSync(proto, { keepCase: true, enums: String })) as any;
  const Service = name.split('.').reduce((inner, part) => inner[part], loaded);
  return new Service(address, credentials.createInsecure());
};
const ask = (client: AnyClient, method: string, request: object): Promise<any> =>
  new Promise((resolve, reject) =>
    client[method]?.(request, (error: Error | null, value: unknown) =>
      error ? reject(error) : resolve(value),
    ),
  );

describe('grpc.health.v1', () => {
  test.each(['', 'cadastre.v1.IntegrationService', 'cadastre.v1.EventService'])(
    'serves "%s"',
    async (service) => {
      const health = clientOf(healthProto, 'grpc.health.v1.Health', api.grpc);
      expect(await ask(health, 'check', { service })).toEqual({ status: 'SERVING' });
      health.close();
    },
  );

  test('does not know others', async () => {
    const health = clientOf(healthProto, 'grpc.health.v1.Health', api.grpc);
    await expect(ask(health, 'check', { service: 'cadastre.v9.X' })).rejects.toMatchObject({
      code: status.NOT_FOUND,
    });
    health.close();
  });

  test('says NOT_SERVING to whoever watches when the API stops, and the stop waits for nobody who only listens', async () => {
    const stopping = await startApi();
    const health = clientOf(healthProto, 'grpc.health.v1.Health', stopping.grpc);
    const seen: string[] = [];
    const watch = health.watch?.({ service: '' });
    const ended = new Promise((resolve) =>
      watch
        .on('data', (m: any) => seen.push(m.status))
        .on('end', resolve)
        .on('error', resolve),
    );
    const events = new GrpcClient(stopping.grpc).stream('subscribeEvents', {});
    await events.next();
    await waitFor(() => seen.length > 0, { what: 'the first status' });
    const startedAt = performance.now();
    await stopping.close();
    await ended;
    expect(seen).toEqual(['SERVING', 'NOT_SERVING']);
    expect((await events.refusal()).code).toBe('UNAVAILABLE');
    expect(performance.now() - startedAt).toBeLessThan(8_000);
    health.close();
  });
});

test('reflection lists the services and describes them', async () => {
  const folder = path.dirname(createRequire(import.meta.url).resolve('@grpc/reflection/package.json'));
  const proto = path.join(folder, 'build/proto/grpc/reflection/v1/reflection.proto');
  const client = clientOf(proto, 'grpc.reflection.v1.ServerReflection', api.grpc);
  const call = client.serverReflectionInfo?.() ?? client.ServerReflectionInfo?.();
  const answers = call[Symbol.asyncIterator]();
  call.write({ list_services: '*' });
  const { value: listed } = await answers.next();
  expect(listed.list_services_response.service.map(({ name }: { name: string }) => name)).toEqual(
    expect.arrayContaining([
      'cadastre.v1.CatalogService',
      'cadastre.v1.EventService',
      'cadastre.v1.IntegrationService',
      'cadastre.v1.SyncService',
      'grpc.health.v1.Health',
    ]),
  );
  call.write({ file_containing_symbol: 'cadastre.v1.EventService' });
  const { value: described } = await answers.next();
  expect(described.file_descriptor_response.file_descriptor_proto.length).toBeGreaterThan(0);
  call.end();
  client.close();
});

test('calls are measured by method and status', async () => {
  const grpc = new GrpcClient(api.grpc);
  await grpc.call('listIntegrations');
  grpc.close();
  const { text } = await api.client.get('/metrics');
  expect(text).toMatch(
    /grpc_call_duration_seconds_count\{[^}]*method="\/cadastre\.v1\.IntegrationService\/ListIntegrations",status="OK"/,
  );
});
