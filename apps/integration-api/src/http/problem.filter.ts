import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiPlatform } from '../api-platform.ts';
import { answerFailure } from './answer-failure.ts';

/**
 * What Fastify refuses or fails at, of which Nest hears: no route, a body that cannot be read, an answer that cannot be written. What a
 * handler throws does not come here.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly platform: ApiPlatform) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const { log } = this.platform;
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    answerFailure(thrown, { request, reply, log });
  }
}
