import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Route } from '@cadastre/api-contract';
import { withCorrelation } from '@cadastre/observability';
import { IdentifyCaller } from '../access/identify-caller.ts';
import { ApiPlatform } from '../api-platform.ts';
import { ApiSettings } from '../config.ts';
import type { Answer } from './answer.ts';
import { answerFailure } from './answer-failure.ts';
import { AroundHandler } from './around-handler.ts';
import { EndpointHandlers } from './endpoint-handlers.ts';
import { parseCall } from './parse-call.ts';
import './request-state.ts';
import { insideSpan } from './trace-requests.ts';

/**
 * Everything between an HTTP request and its handler: identify, parse, correlate, what is around every handler, answer. Routes of
 * the contract are mounted, and nothing else is: a method of a controller that is no endpoint cannot be reached.
 *
 * Nest makes the controllers; the way from a route to them is this one, as gRPC has its own. Nest's, through guards,
 * interceptors and their observables, makes 40 promises for a request, a third of what a command costs the process.
 */
@Injectable()
export class HttpCalls {
  constructor(
    private readonly platform: ApiPlatform,
    private readonly settings: ApiSettings,
    private readonly callers: IdentifyCaller,
    private readonly around: AroundHandler,
  ) {}

  mount(server: FastifyInstance, { routes }: EndpointHandlers): void {
    for (const route of routes) {
      server.route({
        method: route.method,
        url: pathOnServer(route),
        handler: (request, reply) => void this.carryOut(route, request, reply),
      });
    }
  }

  private async carryOut(route: Route, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    try {
      if (route.access !== 'public') request.caller = await this.callers.of(request.headers);
      send(reply, route, await this.answer(route, request));
    } catch (error) {
      answerFailure(error, { request, reply, log: this.platform.log });
    }
  }

  private answer(route: Route, request: FastifyRequest): Promise<Answer> {
    const call = parseCall(route, request, {
      vault: this.platform.vault,
      isPasswordOptional: this.settings.allowEmptyPassword,
    });
    const { correlationId, tenantId, actor } = call;
    request.call = call;
    return insideSpan(request, () =>
      withCorrelation({ correlationId, tenantId, actor }, () => this.around.answer(call)),
    );
  }
}

/** As Fastify writes the route's path. */
export const pathOnServer = ({ path }: Pick<Route, 'path'>): string => path.replaceAll(/\{([^}]+)\}/g, ':$1');

const send = (reply: FastifyReply, { answers }: Route, { status, headers, body }: Answer): void => {
  void reply
    .code(status ?? answers[0]?.status ?? 200)
    .headers(headers)
    .send(body);
};
