import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { createTestDatabase, waitFor, type TestDatabase } from '@cadastre/testing';
import { untilLive } from './support/cadastre.ts';
import { Installation } from './support/services.ts';

jest.setTimeout(120_000);

const page = fileURLToPath(new URL('../../../docs/metrics.md', import.meta.url));

/** What a scraper and an orchestrator find at each service that runs alone. */
describe('each service', () => {
  let database: TestDatabase;
  let installation: Installation;
  const urls = new Map<string, string>();

  beforeAll(async () => {
    database = await createTestDatabase({ schemas: [] });
    installation = new Installation(database);
    const started = await Promise.all([
      installation.start('api'),
      installation.start('worker'),
      installation.start('projector'),
    ]);
    ['integration-api', 'sync-worker', 'catalog-projector'].forEach((service, index) =>
      urls.set(service, started[index]?.api.baseUrl ?? ''),
    );
  });
  afterAll(async () => {
    await installation.stop();
    await database.drop();
  });

  const fetched = async (service: string, path: string): Promise<Response> =>
    fetch(`${urls.get(service)}${path}`);

  test('is ready, and says so of each dependency', async () => {
    const expected = {
      'integration-api': ['database', 'sequencer', 'projections'],
      'sync-worker': ['database', 'sequencer', 'doorbell'],
      'catalog-projector': ['database', 'sequencer', 'projections'],
    };
    for (const [service, names] of Object.entries(expected)) {
      const report = await waitFor(async () => {
        const response = await fetched(service, '/health/ready');
        return response.ok && ((await response.json()) as { status: string; dependencies: object });
      });
      expect([service, report.status, Object.keys(report.dependencies)]).toEqual([service, 'ok', names]);
      expect(await (await fetched(service, '/health/live')).json()).toEqual({ status: 'ok' });
    }
  });
});

/** With brokers set there is all that can be measured, whether or not any answers. */
test('each service gives the metrics that the page describes for it, and no others', async () => {
  const database = await createTestDatabase({ schemas: [] });
  const installation = new Installation(database);
  try {
    const settings = { CADASTRE_KAFKA_BROKERS: '127.0.0.1:1' };
    for (const [service, program] of [
      ['integration-api', 'api'],
      ['sync-worker', 'worker'],
      ['catalog-projector', 'projector'],
    ] as const) {
      const { api } = await untilLive(installation.launch(program, settings));
      const text = await (await fetch(`${api.baseUrl}/metrics`)).text();
      const given = [...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name ?? '').sort();
      expect([service, given]).toEqual([service, describedFor(service).sort()]);
    }
  } finally {
    await installation.stop();
    await database.drop();
  }
});

const describedFor = (service: string): string[] =>
  readFileSync(page, 'utf8')
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter(
      ([, name = '', , , services = '']) =>
        name.startsWith('`') && (services === 'all' || services.includes(service)),
    )
    .map(([, name = '']) => name.replaceAll('`', ''));
