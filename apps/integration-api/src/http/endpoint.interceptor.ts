import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { lastValueFrom, of, type Observable } from 'rxjs';
import { CommitId, headerNames } from '@cadastre/api-contract';
import { withCorrelation } from '@cadastre/observability';
import { ApiPlatform } from '../api-platform.ts';
import { ApiSettings } from '../config.ts';
import { IdempotentCommands } from '../idempotency/idempotent-commands.ts';
import { Answer } from './answer.ts';
import type { Call } from './call.ts';
import { routeOf } from './endpoint.ts';
import { parseCall } from './parse-call.ts';
import { parseInput } from './parse-input.ts';
import { ReadModelWaits } from './read-model-waits.ts';
import { insideSpan } from './trace-requests.ts';

/** What happens around every handler: parse, correlate, wait (queries), carry out once (commands), answer. */
@Injectable()
export class EndpointInterceptor implements NestInterceptor {
  constructor(
    private readonly platform: ApiPlatform,
    private readonly waits: ReadModelWaits,
    private readonly commands: IdempotentCommands,
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
    const handle = (): Promise<Answer> =>
      this.around(call, async (parsed) => {
        request.call = parsed;
        return toAnswer(await lastValueFrom(next.handle(), { defaultValue: undefined }));
      });
    const answer = await insideSpan(request, () =>
      withCorrelation({ correlationId, tenantId, actor }, handle),
    );
    void reply.headers(answer.headers);
    request.answerStatus = answer.status;
    return of(answer.body);
  }

  private async around(call: Call, handle: (call: Call) => Promise<Answer>): Promise<Answer> {
    if (call.route.kind === 'command') return this.commands.once(call, handle);
    if (call.route.kind === 'query') await this.waitFor(call);
    return handle(call);
  }

  private async waitFor({ headers }: Call): Promise<void> {
    const commitId = headers[headerNames.waitFor.toLowerCase()];
    if (commitId === undefined) return;
    await this.waits.forCommit(parseInput(CommitId, commitId, () => headerNames.waitFor));
  }
}

const toAnswer = (result: unknown): Answer => (result instanceof Answer ? result : new Answer(result));
