import { randomBytes } from 'node:crypto';
import { Writable } from 'node:stream';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { projections, readModelSchema } from '@cadastre/catalog-read-model';
import { toKey } from '@cadastre/credential-vault';
import { createLogger } from '@cadastre/observability';
import { channels, openPlatform, platformSchemas, type OpenPlatform } from '@cadastre/platform';
import { createProjector, type Projector } from '@cadastre/projections';
import { createTestDatabase, type TestDatabase } from '@cadastre/testing';
import { apiSchema, createIntegrationApi, startListening, type ApiSettings } from '../../src/index.ts';
import { ApiClient } from './api-client.ts';

/** The whole API over a database of its own, with sequencer and projectors, answering on a port. */
export type ApiUnderTest = {
  readonly client: ApiClient;
  /** `host:port` of gRPC. */
  readonly grpc: string;
  readonly database: TestDatabase;
  readonly platform: OpenPlatform;
  readonly app: NestFastifyApplication;
  /** Every line that was logged, as text. */
  readonly logged: string[];
  /** Read models stand still until they are started again. */
  stopProjectors(): Promise<void>;
  startProjectors(): void;
  close(): Promise<void>;
};

type Options = {
  readonly settings?: Partial<ApiSettings>;
  /** Where the platform connects instead of to the database itself: a proxy that a test can cut. */
  readonly databaseUrl?: (url: string) => string;
};

export const startApi = async ({ settings, databaseUrl }: Options = {}): Promise<ApiUnderTest> => {
  const database = await createTestDatabase({ schemas: [...platformSchemas, readModelSchema, apiSchema] });
  const logged: string[] = [];
  const destination = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      logged.push(chunk.toString());
      done();
    },
  });
  const platform = openPlatform({
    service: 'api-under-test',
    databaseUrl: databaseUrl?.(database.url) ?? database.url,
    poolSize: 10,
    keyRing: { active: toKey(randomBytes(32)), others: [] },
    egress: { allow: [], allowPrivate: true },
    logLevel: 'debug',
    log: createLogger({ service: 'api-under-test', level: 'debug', version: 'test', destination }),
  });
  let projectors: Projector[] = [];
  const startProjectors = (): void => {
    projectors = projections.map((projection) =>
      createProjector({
        pool: platform.pool,
        source: platform.eventSource,
        projection,
        wakeUp: platform.bells.listen(channels.sequenced),
        onProjected: () => platform.bells.ring(channels.projected),
        log: platform.log,
        pollMs: 100,
      }),
    );
    for (const projector of projectors) projector.start();
  };
  const stopProjectors = async (): Promise<void> => {
    await Promise.all(projectors.map((projector) => projector.stop()));
  };
  startProjectors();
  const places = { host: '127.0.0.1', port: 0, grpcHost: '127.0.0.1', grpcPort: 0 };
  const all: ApiSettings = { ...places, auth: 'none', allowEmptyPassword: false, ...settings };
  const app = await createIntegrationApi({ platform, settings: all });
  const { url, grpc } = await startListening(app, all);
  return {
    client: new ApiClient(url),
    grpc,
    database,
    platform,
    app,
    logged,
    startProjectors,
    stopProjectors,
    close: async () => {
      await app.close();
      await stopProjectors();
      await platform.close();
      await database.drop();
    },
  };
};
