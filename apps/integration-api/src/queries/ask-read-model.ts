import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { asTenant } from '@cadastre/catalog-read-model';
import type { Queryable } from '@cadastre/postgres';
import { ApiPlatform } from '../api-platform.ts';
import { millisecondsLeft, throwIfCancelled } from '../cancellation.ts';

/** A question to the read models: one of their query functions with its arguments, asked for one tenant. */
export class AskReadModel<Answer> extends Query<Answer> {
  constructor(
    readonly tenantId: string,
    readonly question: (db: Queryable) => Promise<Answer>,
  ) {
    super();
  }
}

/**
 * Nobody asks the read models but through here: row-level security is set to the tenant of the caller. A statement that
 * outlives the caller's deadline is stopped by the server.
 */
@QueryHandler(AskReadModel)
export class AskReadModelHandler implements IQueryHandler<AskReadModel<unknown>> {
  constructor(private readonly platform: ApiPlatform) {}

  execute({ tenantId, question }: AskReadModel<unknown>): Promise<unknown> {
    throwIfCancelled();
    return asTenant(this.platform.pool, tenantId, question, { statementTimeoutMs: millisecondsLeft() });
  }
}
