import { describe, expect, test } from '@jest/globals';
import {
  SyncStatus as SyncWords,
  answeredCodes,
  routes,
  type Route,
  type RouteId,
} from '@cadastre/api-contract';
import { SslMode as SslWords, eventCategories } from '@cadastre/events';
import { IntegrationStatus, SslMode, StreamCategory, SyncStatus } from '@cadastre/grpc-contract';
import { status } from '@grpc/grpc-js';
import { capitalsOf, valueOf, wordOf } from './messages/enum-words.ts';
import { catalogMethods } from './methods/catalog-methods.ts';
import { integrationMethods } from './methods/integration-methods.ts';
import { parkedKeyMethods } from './methods/parked-key-methods.ts';
import { syncMethods } from './methods/sync-methods.ts';
import { grpcStatusOf, reasonOf } from './status-of-problem.ts';
import type { AnyTwin } from './twin.ts';

/** What REST has and gRPC answers in another way, or not at all. */
const answeredElsewhere: Partial<Record<RouteId, string>> = {
  streamSyncEvents: 'WatchSync: a stream of messages instead of server-sent events',
  getCatalogDdl: 'StreamDdl: a stream of messages instead of one long body',
  getLiveness: 'grpc.health.v1',
  getReadiness: 'grpc.health.v1',
  getMetrics: 'for Prometheus, which asks over HTTP',
  getOpenApi: 'reflection describes gRPC',
  getAsyncApi: 'a document for those who read topics; the same for everybody',
  getStart: 'a page for browsers',
  getDocs: 'a page for browsers',
  getDocsAsset: 'a page for browsers',
  getProblemPage: 'a page for browsers',
};

describe('gRPC and REST', () => {
  const twins: AnyTwin[] = [integrationMethods, syncMethods, catalogMethods, parkedKeyMethods].flatMap(
    (methods) => Object.values(methods),
  );
  const answered = new Set(twins.flatMap(({ routes: of }) => of.map(({ id }) => id)));

  test.each(Object.values(routes).map(({ id }: Route) => id))(
    '%s has its twin, or a reason for none',
    (id) => {
      const isElsewhere = Object.hasOwn(answeredElsewhere, id);
      expect([answered.has(id), isElsewhere]).toEqual(isElsewhere ? [false, true] : [true, false]);
    },
  );
});

describe('words and enums', () => {
  test.each(SslWords.options)('ssl_mode %s goes there and back', (word) => {
    expect(wordOf('SSL_MODE', valueOf(SslMode, 'SSL_MODE', word))).toBe(word);
  });

  test.each(SyncWords.options)('sync status %s goes there and back', (word) => {
    expect(capitalsOf('SYNC_STATUS', valueOf(SyncStatus, 'SYNC_STATUS', word))).toBe(word);
  });

  test.each(eventCategories)('category %s is in the contract', (word) => {
    expect(wordOf('STREAM_CATEGORY', valueOf(StreamCategory, 'STREAM_CATEGORY', word))).toBe(word);
  });

  test('a word that the contract does not have becomes unspecified, and that is no word', () => {
    const value = valueOf(IntegrationStatus, 'INTEGRATION_STATUS', 'frozen');
    expect(value).toBe('INTEGRATION_STATUS_UNSPECIFIED');
    expect(wordOf('INTEGRATION_STATUS', value)).toBeUndefined();
  });
});

test.each(answeredCodes)('%s has a status and a reason that gRPC accepts', (code) => {
  expect(grpcStatusOf(code)).toBeGreaterThan(status.OK);
  expect(reasonOf(code)).toMatch(/^[A-Z][A-Z0-9_]+[A-Z0-9]$/);
});
