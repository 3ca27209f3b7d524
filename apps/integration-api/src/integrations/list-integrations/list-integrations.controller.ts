import { Controller } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { routes } from '@cadastre/api-contract';
import { listIntegrations, type IntegrationSort } from '@cadastre/catalog-read-model';
import type { Answer } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import { Endpoint } from '../../http/endpoint.ts';
import { pageAnswer } from '../../http/page-answer.ts';
import { orderOf } from '../../http/order.ts';
import { AskReadModel } from '../../queries/ask-read-model.ts';
import { integrationResource } from '../integration-resource.ts';

type AnyList = Call<typeof routes.listIntegrations> | Call<typeof routes.listPostgresqlIntegrations>;

@Controller()
export class ListIntegrationsController {
  constructor(private readonly queries: QueryBus) {}

  @Endpoint(routes.listIntegrations)
  listIntegrations(call: Call<typeof routes.listIntegrations>): Promise<Answer> {
    return this.list(call, null);
  }

  @Endpoint(routes.listPostgresqlIntegrations)
  listPostgresqlIntegrations(call: Call<typeof routes.listPostgresqlIntegrations>): Promise<Answer> {
    return this.list(call, 'POSTGRESQL');
  }

  private async list(call: AnyList, integrationType: string | null): Promise<Answer> {
    const { tenantId, query } = call;
    const { limit, cursor, status } = query;
    const page = await this.queries.execute(
      new AskReadModel(tenantId, (db) =>
        listIntegrations(db, {
          tenantId,
          integrationType,
          limit,
          cursor,
          status,
          ...orderOf<IntegrationSort>(query.sort),
        }),
      ),
    );
    return pageAnswer(call, page, integrationResource);
  }
}
