import { Controller } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { routes } from '@cadastre/api-contract';
import { searchCatalog } from '@cadastre/catalog-read-model';
import type { Answer } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import { Endpoint } from '../../http/endpoint.ts';
import { pageAnswer } from '../../http/page-answer.ts';
import { AskReadModel } from '../../queries/ask-read-model.ts';
import { CatalogAnswers } from '../catalog-answers.ts';

@Controller()
export class SearchCatalogController {
  constructor(
    private readonly queries: QueryBus,
    private readonly answers: CatalogAnswers,
  ) {}

  @Endpoint(routes.searchCatalog)
  async searchCatalog(call: Call<typeof routes.searchCatalog>): Promise<Answer> {
    const { tenantId, query } = call;
    const { q, limit, cursor, integration_id: integrationId, schema, kind: kinds } = query;
    const filter = { integrationId: integrationId ?? null, schema: schema ?? null, kinds: kinds ?? null };
    const page = await this.queries.execute(
      new AskReadModel(tenantId, (db) => searchCatalog(db, { tenantId, text: q, limit, cursor, filter })),
    );
    if (page.items.length === 0 && integrationId !== undefined)
      await this.answers.refuseUnread(tenantId, integrationId);
    return pageAnswer(call, page, (hit) => hit, { is_truncated: page.isTruncated });
  }
}
