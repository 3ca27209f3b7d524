import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiPlatform } from '../api-platform.ts';
import { answerFailure } from './answer-failure.ts';

/** What fails before a handler is reached: no route, a body that cannot be read. Nest hears of it from Fastify. */
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
