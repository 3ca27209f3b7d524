import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiPlatform } from '../api-platform.ts';
import { aboutRequest, sendProblem } from './send-problem.ts';
import { toProblem } from './to-problem.ts';

/** Every failure of every request leaves through here. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly platform: ApiPlatform) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const { log } = this.platform;
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const answered = toProblem(thrown, aboutRequest(request));
    const { problem, bug } = answered;
    const ids = { correlationId: request.id, traceId: request.span?.context?.traceId };
    if (bug !== undefined) {
      log.error({ err: bug, ...ids, method: request.method }, 'request failed by a bug');
    } else if (problem.status === 503) {
      log.warn({ err: thrown, ...ids }, 'request refused, dependency away');
    }
    if (!reply.sent) sendProblem(reply, answered);
  }
}
