import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { of, type Observable } from 'rxjs';
import { withCorrelation } from '@cadastre/observability';
import { ApiPlatform } from '../api-platform.ts';
import { ApiSettings } from '../config.ts';
import { AroundHandler } from './around-handler.ts';
import { EndpointHandlers } from './endpoint-handlers.ts';
import { routeOf } from './endpoint.ts';
import { parseCall } from './parse-call.ts';
import { insideSpan } from './trace-requests.ts';

/**
 * Everything between an HTTP request and its handler: parse, correlate, what is around every handler, answer. The handler is
 * called by its route, as for gRPC: the way through Nest's `next`, two bound async resources and a chain of observables, costs a
 * tenth of a command's time.
 */
@Injectable()
export class EndpointInterceptor implements NestInterceptor {
  constructor(
    private readonly platform: ApiPlatform,
    private readonly around: AroundHandler,
    private readonly endpoints: EndpointHandlers,
    private readonly settings: ApiSettings,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const route = routeOf(context.getHandler());
    if (route === undefined) return next.handle();
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const call = parseCall(route, request, {
      vault: this.platform.vault,
      isPasswordOptional: this.settings.allowEmptyPassword,
    });
    const { correlationId, tenantId, actor } = call;
    request.call = call;
    const handle = () => this.around.answer(call, this.endpoints.of(route));
    const answer = await insideSpan(request, () =>
      withCorrelation({ correlationId, tenantId, actor }, handle),
    );
    void reply.headers(answer.headers);
    request.answerStatus = answer.status;
    return of(answer.body);
  }
}
