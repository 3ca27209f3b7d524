import { describe, expect, test } from '@jest/globals';
import { HttpException } from '@nestjs/common';
import { InvalidInput, Unavailable } from '@cadastre/errors';
import { Problem, isAnsweredCode } from '@cadastre/api-contract';
import { StreamVersionConflict } from '@cadastre/event-store';
import * as domain from '@cadastre/integration';
import { ApiError } from './api-error.ts';
import { toProblem } from './to-problem.ts';

const request = { method: 'GET', url: '/integrations?limit=1', correlationId: 'c-1' };
const ids = { integrationId: 'i', syncId: 's', status: 'COMPLETED', credentialVersion: 1, present: 2 };

describe('toProblem', () => {
  test('gives every member of RFC 9457 and ours', () => {
    const { problem } = toProblem(new domain.IntegrationNotFound({ integrationId: 'i' }), request);
    expect(problem).toEqual({
      type: '/problems/integration-not-found',
      title: 'There is no such integration',
      status: 404,
      detail: 'There is no integration i',
      instance: '/integrations',
      code: 'integration-not-found',
      retryable: false,
      correlation_id: 'c-1',
      hint: 'GET /integrations lists those there are.',
    });
    expect(Problem.safeParse(problem).success).toBe(true);
  });

  test('tells which sync is in the way', () => {
    const { problem } = toProblem(new domain.SyncAlreadyRunning(ids), request);
    expect(problem).toMatchObject({
      status: 409,
      code: 'sync-already-running',
      sync_id: 's',
      retryable: true,
    });
  });

  test('keeps facts that are not part of the contract to itself', () => {
    const conflict = new StreamVersionConflict({
      streamId: 'integration-i',
      expectedVersion: 1,
      actualVersion: 2,
    });
    const { problem } = toProblem(conflict, request);
    expect(problem).not.toHaveProperty('streamId');
    expect(problem).toMatchObject({ status: 409, code: 'stream-version-conflict' });
  });

  test('lists wrong places', () => {
    const issues = [{ pointer: '/name', detail: 'is required' }];
    expect(toProblem(new InvalidInput(issues), request).problem).toMatchObject({
      status: 400,
      errors: issues,
    });
  });

  test('says when to come back while the database is away', () => {
    const lost = Object.assign(new Error('connect ECONNREFUSED 10.1.2.3:5432'), { code: 'ECONNREFUSED' });
    for (const error of [
      lost,
      new Unavailable({ dependency: 'database', reason: 'x', retryAfterSeconds: 2 }),
    ]) {
      const { problem, headers } = toProblem(error, request);
      expect(problem).toMatchObject({ status: 503, code: 'unavailable', retryable: true });
      expect(headers).toEqual({ 'Retry-After': '2' });
      expect(JSON.stringify(problem)).not.toContain('10.1.2.3');
    }
  });

  test('describes nothing of a bug, and hands it over to be logged', () => {
    const error = new TypeError('password CANARY-1 is not a function');
    const { problem, bug } = toProblem(error, request);
    expect(problem).toMatchObject({ status: 500, code: 'internal' });
    expect(JSON.stringify(problem)).not.toContain('CANARY');
    expect(bug).toBe(error);
  });

  test.each([
    [404, '/nothing', 'route-not-found', 404],
    [404, '/integrations/test', 'method-not-allowed', 405],
    [413, '/integrations', 'payload-too-large', 413],
    [415, '/integrations', 'unsupported-media-type', 415],
    [400, '/integrations', 'invalid-input', 400],
    [418, '/integrations', 'internal', 500],
  ])('turns a bare %i at %s into %s', (given, url, code, status) => {
    const { problem } = toProblem(new HttpException('secret words', given), {
      ...request,
      method: 'PUT',
      url,
    });
    expect(problem).toMatchObject({ code, status });
    expect(JSON.stringify(problem)).not.toContain('secret words');
  });

  test('names the methods that a path answers to', () => {
    const refused = toProblem(new HttpException('', 404), {
      ...request,
      method: 'PUT',
      url: '/syncs/1/cancel',
    });
    expect(refused.headers).toEqual({ Allow: 'POST' });
  });

  test('asks for a key', () => {
    expect(toProblem(new ApiError('unauthenticated', 'no key'), request).headers).toEqual({
      'WWW-Authenticate': 'Bearer',
    });
  });
});

/** What a worker alone can meet never reaches a client. */
const ofWorkers = ['sync-not-started', 'sync-attempt-superseded', 'sync-activity-not-running'];

test('every refusal of the domain that a client can meet has a page', () => {
  const errors = Object.entries(domain).filter(([name]) => /^(Integration|Credential|Sync)[A-Z]/.test(name));
  const codes = errors.flatMap(([, member]) => {
    if (typeof member !== 'function') return [];
    const Refusal = member as unknown as new (facts: typeof ids) => { code?: string };
    return [new Refusal(ids).code ?? ''];
  });
  expect(codes.length).toBeGreaterThan(5);
  expect(codes.filter((code) => !ofWorkers.includes(code) && !isAnsweredCode(code))).toEqual([]);
});
