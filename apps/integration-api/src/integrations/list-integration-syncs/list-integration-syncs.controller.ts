import { Controller } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { routes } from '@cadastre/api-contract';
import { listSyncs } from '@cadastre/catalog-read-model';
import type { Answer } from '../../http/answer.ts';
import type { Call } from '../../http/call.ts';
import { Endpoint } from '../../http/endpoint.ts';
import { pageAnswer } from '../../http/page-answer.ts';
import { AskReadModel } from '../../queries/ask-read-model.ts';
import { syncResource } from '../../syncs/sync-resource.ts';
import { FindIntegration } from '../find-integration.ts';

type AnyHistory = Call<typeof routes.listIntegrationSyncs> | Call<typeof routes.listPostgresqlSyncs>;
type Scope = { readonly integrationId?: string; readonly integrationType?: string };

/** The latest sync and the history: of one integration, or of all of a type. */
@Controller()
export class ListIntegrationSyncsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly integrations: FindIntegration,
  ) {}

  @Endpoint(routes.listIntegrationSyncs)
  async listIntegrationSyncs(call: Call<typeof routes.listIntegrationSyncs>): Promise<Answer> {
    const { integration_id: integrationId } = call.params;
    await this.integrations.known(call.tenantId, integrationId);
    return this.history(call, { integrationId });
  }

  @Endpoint(routes.listPostgresqlSyncs)
  listPostgresqlSyncs(call: Call<typeof routes.listPostgresqlSyncs>): Promise<Answer> {
    return this.history(call, { integrationType: 'POSTGRESQL' });
  }

  private async history(call: AnyHistory, scope: Scope): Promise<Answer> {
    const { tenantId, query } = call;
    const { limit, cursor, status } = query;
    const { page, latest } = await this.queries.execute(
      new AskReadModel(tenantId, async (db) => ({
        page: await listSyncs(db, { tenantId, ...scope, limit, cursor, status }),
        latest: (await listSyncs(db, { tenantId, ...scope, limit: 1 })).items[0] ?? null,
      })),
    );
    return pageAnswer(call, page, syncResource, { latest: latest && syncResource(latest) });
  }
}
