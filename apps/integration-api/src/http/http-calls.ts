import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Route } from '@cadastre/api-contract';
import { withCorrelation } from '@cadastre/observability';
import { IdentifyCaller } from '../access/identify-caller.ts';
import { ApiPlatform } from '../api-platform.ts';
import { Cancelled, withCancellation } from '../cancellation.ts';
import { ApiSettings } from '../config.ts';
import { statusOf, type Answer } from './answer.ts';
import { answerFailure } from './answer-failure.ts';
import { AroundHandler } from './around-handler.ts';
import { hasHungUp, untilHangUp } from './hang-up.ts';
import { parseCall } from './parse-call.ts';
import { requestObserver } from './request-log.ts';
import './request-state.ts';
import { endSpan, insideSpan } from './trace-requests.ts';

/** As nginx notes a client that closed its connection: no status of HTTP, and nobody gets it. */
const clientClosedRequest = 499;

/**
 * Everything between an HTTP request and its handler: identify, parse, correlate, what is around every handler, answer. Routes of
 * the contract are mounted; whatever else Nest would mount is closed (`ClosedGuard`).
 *
 * Nest makes the controllers; the way from a route to them is this one, as gRPC has its own. Nest's, through guards,
 * interceptors and their observables, made 40 of the 75 promises of a command.
 */
@Injectable()
export class HttpCalls {
  private readonly observe: ReturnType<typeof requestObserver>;

  constructor(
    private readonly platform: ApiPlatform,
    private readonly settings: ApiSettings,
    private readonly callers: IdentifyCaller,
    private readonly around: AroundHandler,
  ) {
    this.observe = requestObserver(platform);
  }

  /** Before the application is initialized: Fastify gives a route the error handler that is there when it starts. */
  mount(server: FastifyInstance, routes: readonly Route[]): void {
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
      const answer = await this.answer(route, request);
      void reply.code(statusOf(answer, route)).headers(answer.headers).send(answer.body);
    } catch (error) {
      if (error instanceof Cancelled) void reply.code(clientClosedRequest).send();
      else this.refuse(error, request, reply);
    }
    this.noteUnlessHeard(request, reply);
  }

  /** The hooks for answers are not called for one that could not go out whole. A stream is known to have only when it has ended. */
  private noteUnlessHeard(request: FastifyRequest, reply: FastifyReply): void {
    if (hasHungUp(request.raw)) return this.noteUnheard(request, reply);
    if (reply.raw.writableEnded) return;
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) this.noteUnheard(request, reply);
    });
  }

  private noteUnheard(request: FastifyRequest, reply: FastifyReply): void {
    endSpan(request, reply);
    this.observe(request, reply, 'request whose connection has ended');
  }

  /** Nobody would catch what is thrown here. */
  private refuse(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const { log } = this.platform;
    try {
      answerFailure(thrown, { request, reply, log });
    } catch (err) {
      reply.raw.destroy();
      log.error({ err, correlationId: request.id }, 'a failure could not be answered');
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
      withCancellation(untilHangUp(request.raw), () =>
        withCorrelation({ correlationId, tenantId, actor }, () => this.around.answer(call)),
      ),
    );
  }
}

/** As Fastify writes the route's path. */
export const pathOnServer = ({ path }: Pick<Route, 'path'>): string => path.replaceAll(/\{([^}]+)\}/g, ':$1');
