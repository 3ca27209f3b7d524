import { Controller } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { routes } from '@cadastre/api-contract';
import { listSyncs } from '@cadastre/catalog-read-model';
import type { Answer } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import { Endpoint } from '../../http/endpoint.ts';
import { pageAnswer } from '../../http/page-answer.ts';
import { AskReadModel } from '../../queries/ask-read-model.ts';
import { syncResource } from '../sync-resource.ts';

@Controller()
export class ListSyncsController {
  constructor(private readonly queries: QueryBus) {}

  @Endpoint(routes.listSyncs)
  async listSyncs(call: Call<typeof routes.listSyncs>): Promise<Answer> {
    const { tenantId, query } = call;
    const { limit, cursor, status, integration_id: integrationId, dead_letter } = query;
    const deadLetter = dead_letter === undefined ? null : dead_letter === 'true';
    const page = await this.queries.execute(
      new AskReadModel(tenantId, (db) =>
        listSyncs(db, { tenantId, limit, cursor, status, integrationId, deadLetter }),
      ),
    );
    return pageAnswer(call, page, syncResource);
  }
}
