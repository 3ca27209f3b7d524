import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HealthReport, routes, type Route } from '@cadastre/api-contract';
import type { FastifyInstance } from 'fastify';
import { openApiDocument } from '../../src/index.ts';
import { pathOnServer } from '../../src/http/http-calls.ts';
import { startApi, type ApiUnderTest } from './api-under-test.ts';

let api: ApiUnderTest;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

describe('the API, started', () => {
  test.each((Object.values(routes) as Route[]).map(({ method, path }) => [method, path] as const))(
    'answers to %s %s',
    (method, path) => {
      const server: FastifyInstance = api.app.getHttpAdapter().getInstance();
      expect(server.hasRoute({ method, url: pathOnServer({ path }) })).toBe(true);
    },
  );

  test('is alive and ready, with each dependency', async () => {
    expect((await api.client.get('/health/live')).body).toEqual({ status: 'ok' });
    const ready = await api.client.get('/health/ready');
    expect([ready.status, HealthReport.parse(ready.body)]).toMatchObject([
      200,
      { status: 'ok', dependencies: { database: { status: 'ok' }, projections: { status: 'ok' } } },
    ]);
  });

  test('shows its figures, by route and not by id', async () => {
    await api.client.get('/syncs/00000000-0000-7000-8000-000000000001');
    const { text, headers } = await api.client.get('/metrics');
    expect(headers.get('content-type')).toMatch(/^text\/plain/);
    expect(text).toMatch(
      /http_request_duration_seconds_count\{[^}]*route="\/syncs\/:sync_id"[^}]*status="404"/,
    );
    expect(text).toContain('nodejs_eventloop_lag_seconds');
    expect(text).not.toContain('00000000-0000-7000');
  });

  test('serves its document and a docs page that needs nothing from elsewhere', async () => {
    expect((await api.client.get('/openapi.json')).body).toEqual(
      JSON.parse(JSON.stringify(openApiDocument())),
    );
    const page = await api.client.get('/docs');
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    const needed = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path ?? '');
    expect(needed).toHaveLength(3);
    for (const path of needed) {
      const asset = await api.client.get(path);
      expect([path, asset.status]).toEqual([path, 200]);
      expect(asset.text.length).toBeGreaterThan(50);
    }
  });

  test('explains every problem where its type points', async () => {
    const { body } = await api.client.get('/nothing/here');
    const page = await api.client.get(body.type);
    expect(page.text).toContain('<h1>There is nothing at this path</h1>');
  });

  test('writes one line for each request, with tenant and correlation', async () => {
    await api.client.get('/integrations?limit=1', { 'x-correlation-id': 'line-1' });
    const lines = api.logged.filter((line) => line.includes('"line-1"')).map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      {
        msg: 'request answered',
        correlationId: 'line-1',
        tenantId: 'default',
        route: '/integrations',
        status: 200,
      },
    ]);
    expect(lines[0]).not.toHaveProperty('url');
  });
});
