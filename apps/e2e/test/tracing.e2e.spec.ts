import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import {
  createTestDatabase,
  temporaryFolder,
  testKafka,
  waitFor,
  type TestDatabase,
} from '@cadastre/testing';
import type { Api } from './support/cadastre.ts';
import { OtlpReceiver, type ReceivedSpan } from './support/otlp-receiver.ts';
import { askToRegister } from './support/registration.ts';
import { Installation } from './support/services.ts';

jest.setTimeout(120_000);

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const callersSpan = '00f067aa0ba902b7';

const kafka = await testKafka(import.meta.url);
const ways: readonly {
  way: string;
  describeWay: typeof kafka.describe;
  settings: Readonly<Record<string, string>>;
  relayed: readonly string[];
}[] = [
  { way: 'the log', describeWay: describe, settings: {}, relayed: [] },
  {
    way: 'Kafka',
    describeWay: kafka.describe,
    settings: {
      CADASTRE_KAFKA_BROKERS: kafka.brokers.join(','),
      CADASTRE_KAFKA_TOPIC_PREFIX: `e2e-${randomUUID().slice(0, 8)}`,
      CADASTRE_KAFKA_PARTITIONS: '4',
    },
    relayed: ['relay events'],
  },
];

/** Each service a process of its own, all handing their traces to one collector. */
for (const { way, describeWay, settings, relayed } of ways) {
  describeWay(`a registration by a caller that traces, through ${way}`, () => {
    const receiver = new OtlpReceiver();
    const folder = temporaryFolder('e2e-tracing');
    let database: TestDatabase;
    let target: TestDatabase;
    let installation: Installation;
    let api: Api;

    beforeAll(async () => {
      [database, target] = await Promise.all([
        createTestDatabase({ schemas: [] }),
        createTestDatabase({ schemas: [] }),
      ]);
      await target.ownerPool.query('create table invoices (id bigint primary key)');
      installation = new Installation(database);
      const headers = path.join(folder.path, 'headers');
      writeFileSync(headers, 'authorization=Bearer%20sesame\n');
      const traced = {
        ...settings,
        OTEL_EXPORTER_OTLP_ENDPOINT: await receiver.listen(),
        OTEL_EXPORTER_OTLP_HEADERS_FILE: headers,
        OTEL_BSP_SCHEDULE_DELAY: '100',
      };
      const [running] = await Promise.all([
        installation.start('api', traced),
        installation.start('worker', traced),
        installation.start('projector', traced),
      ]);
      api = running.api;
    });
    afterAll(async () => {
      await installation.stop();
      await receiver.close();
      await Promise.all([database.drop(), target.drop()]);
      folder.remove();
    });

    const ofTrace = (): ReceivedSpan[] => receiver.spans.filter((span) => span.traceId === traceId);
    const lostSpans = (): ReceivedSpan[] => {
      const known = new Set([...ofTrace().map(({ spanId }) => spanId), callersSpan]);
      return ofTrace().filter(({ parentSpanId }) => !known.has(parentSpanId));
    };
    const told = (): string[] => ofTrace().map(({ service, name }) => `${service}: ${name}`);

    test('is one trace, from the request to the statements on the target and the rows of the catalog', async () => {
      const answer = await askToRegister(api, target.superuserUrl, {
        headers: { traceparent: `00-${traceId}-${callersSpan}-01` },
      });
      expect([answer.status, answer.headers.get('x-correlation-id')]).toEqual([201, traceId]);
      await waitFor(
        () => {
          const missing = [
            'integration-api: POST /integrations',
            'integration-api: append events',
            'catalog-projector: project read_model.integrations',
            'catalog-projector: project read_model.catalog',
            'sync-worker: project sync-doorbell',
            'sync-worker: sync',
            'sync-worker: connect',
            'sync-worker: append events',
            'sync-worker: select pg_class',
          ].filter((name) => !told().includes(name));
          // Whichever of the three leads the relay.
          missing.push(...relayed.filter((name) => !ofTrace().some((span) => span.name === name)));
          if (missing.length > 0) throw new Error(`no ${missing.join(', ')} among ${told().join(', ')}`);
          return lostSpans().length === 0;
        },
        { timeoutMs: 60_000, what: 'the spans of the trace, each with its parent' },
      );
    });

    test('is handed over with the headers of the file, and holds no secret', () => {
      expect([...receiver.authorizations]).toEqual(['Bearer sesame']);
      const everything = receiver.bodies.join('\n');
      expect(everything).toContain(traceId);
      for (const { password } of [new URL(target.superuserUrl), new URL(database.url)]) {
        expect(everything).not.toContain(decodeURIComponent(password));
      }
      expect(everything).not.toContain('invoices');
    });
  });
}
