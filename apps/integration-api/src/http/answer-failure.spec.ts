import { describe, expect, test } from '@jest/globals';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { IntegrationNotFound } from '@cadastre/integration';
import { answerFailure } from './answer-failure.ts';

type Line = { level: string; facts: Record<string, unknown>; message: string };

/** A request that failed, what was answered, and what was logged. */
const fail = (thrown: unknown, { isSent = false } = {}) => {
  const lines: Line[] = [];
  const logger = (level: string) => (facts: Record<string, unknown>, message: string) =>
    void lines.push({ level, facts, message });
  const log = { error: logger('error'), warn: logger('warn') };
  const sent: { status?: number; body?: string } = {};
  const reply = {
    sent: isSent,
    status: (status: number) => ((sent.status = status), reply),
    headers: () => reply,
    type: () => reply,
    send: (body: string) => ((sent.body = body), reply),
  };
  const request = { method: 'GET', url: '/integrations', id: 'c-1' };
  answerFailure(thrown, { request: request as FastifyRequest, reply: reply as unknown as FastifyReply, log });
  return { lines, sent };
};

describe('a request that failed', () => {
  test('by a bug is logged once with its cause, and answered with nothing of it', () => {
    const bug = new TypeError('CANARY');
    const { lines, sent } = fail(bug);
    expect(lines).toEqual([
      {
        level: 'error',
        facts: expect.objectContaining({ err: bug, correlationId: 'c-1' }),
        message: expect.any(String),
      },
    ]);
    expect(sent.status).toBe(500);
    expect(sent.body).not.toContain('CANARY');
  });

  test('by the caller’s doing is no news', () => {
    const { lines, sent } = fail(new IntegrationNotFound({ integrationId: 'i' }));
    expect([lines, sent.status]).toEqual([[], 404]);
  });

  test('because a dependency is away is worth a look', () => {
    const { lines, sent } = fail(Object.assign(new Error(), { code: 'ECONNREFUSED' }));
    expect([lines.map(({ level }) => level), sent.status]).toEqual([['warn'], 503]);
  });

  test('after its answer had begun is not answered twice', () => {
    expect(fail(new Error('late'), { isSent: true }).sent).toEqual({});
  });
});
