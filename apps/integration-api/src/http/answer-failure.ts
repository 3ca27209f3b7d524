import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '@cadastre/service-runtime';
import './request-state.ts';
import { aboutRequest, sendProblem } from './send-problem.ts';
import { toProblem } from './to-problem.ts';

/** How a request fails, wherever that is found out (but for a URL that cannot be read); a bug is logged with its cause, once. */
export const answerFailure = (
  thrown: unknown,
  { request, reply, log }: { request: FastifyRequest; reply: FastifyReply; log: Pick<Log, 'warn' | 'error'> },
): void => {
  const answered = toProblem(thrown, aboutRequest(request));
  const { problem, bug } = answered;
  const ids = { correlationId: request.id, traceId: request.span?.context?.traceId };
  if (bug !== undefined) {
    log.error({ err: bug, ...ids, method: request.method }, 'request failed by a bug');
  } else if (problem.status === 503) {
    log.warn({ err: thrown, ...ids }, 'request refused, dependency away');
  }
  if (!reply.sent) sendProblem(reply, answered);
};
