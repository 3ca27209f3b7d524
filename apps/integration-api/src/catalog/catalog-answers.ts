import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { catalogVersion } from '@cadastre/catalog-read-model';
import type { IntegrationId } from '@cadastre/events';
import { cadastreVersion } from '@cadastre/platform';
import type { Queryable } from '@cadastre/postgres';
import { Answer } from '../http/answer.ts';
import type { Call } from '../http/call.ts';
import { isMatched } from '../http/etag.ts';
import { FindIntegration } from '../integrations/find-integration.ts';
import { AskReadModel } from '../queries/ask-read-model.ts';

type CatalogCall = Pick<Call, 'tenantId' | 'headers'> & {
  readonly params: { readonly integration_id: IntegrationId };
};

/**
 * Answers about one catalog. Their `ETag` is the catalog's version, so that an answer that still holds costs one row and
 * not the query. Version and query are read in one transaction each; a change in between makes the tag older than the
 * answer, never newer.
 */
@Injectable()
export class CatalogAnswers {
  constructor(
    private readonly queries: QueryBus,
    private readonly integrations: FindIntegration,
  ) {}

  /** @throws IntegrationNotFound */
  async about(call: CatalogCall, ask: (db: Queryable) => Promise<Answer>): Promise<Answer> {
    const { tenantId, headers, params } = call;
    const { integration_id: integrationId } = params;
    const version = await this.queries.execute(
      new AskReadModel(tenantId, (db) => catalogVersion(db, { tenantId, integrationId })),
    );
    if (version === null) await this.integrations.live(tenantId, integrationId);
    const tag = `"${cadastreVersion}-${version ?? 'empty'}"`;
    if (isMatched(headers['if-none-match'], tag))
      return new Answer(undefined, { status: 304, headers: { ETag: tag } });
    const { body, headers: others } = await this.queries.execute(new AskReadModel(tenantId, ask));
    return new Answer(body, { headers: { ...others, ETag: tag } });
  }
}
