import { Injectable } from '@nestjs/common';
import { CommitId, headerNames } from '@cadastre/api-contract';
import { IdempotentCommands } from '../idempotency/idempotent-commands.ts';
import { Answer } from './answer.ts';
import type { Call } from './call.ts';
import { EndpointHandlers } from './endpoint-handlers.ts';
import { parseInput } from './parse-input.ts';
import { ReadModelWaits } from './read-model-waits.ts';

/** What happens around every handler, whatever protocol brought the call: commands are carried out once, queries wait. */
@Injectable()
export class AroundHandler {
  constructor(
    private readonly endpoints: EndpointHandlers,
    private readonly waits: ReadModelWaits,
    private readonly commands: IdempotentCommands,
  ) {}

  answer(call: Call): Promise<Answer> {
    const handle = this.endpoints.of(call.route);
    const carryOut = async (claimed: Call): Promise<Answer> => toAnswer(await handle(claimed));
    if (call.route.kind === 'command') return this.commands.once(call, carryOut);
    return call.route.kind === 'query' ? this.waitFor(call).then(() => carryOut(call)) : carryOut(call);
  }

  /** For the first look of a stream too. @throws ApiError read-model-behind */
  async waitFor({ headers }: Pick<Call, 'headers'>): Promise<void> {
    const commitId = headers[headerNames.waitFor.toLowerCase()];
    if (commitId === undefined) return;
    await this.waits.forCommit(parseInput(CommitId, commitId, () => headerNames.waitFor));
  }
}

const toAnswer = (result: unknown): Answer => (result instanceof Answer ? result : new Answer(result));
