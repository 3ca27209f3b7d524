import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { getIntegration, type IntegrationView } from '@cadastre/catalog-read-model';
import { IntegrationNotFound } from '@cadastre/integration';
import { ReadModelWaits } from '../http/read-model-waits.ts';
import { AskReadModel } from '../queries/ask-read-model.ts';

/** Finds integrations by id, giving the read model a moment to catch up before it says that there is none. */
@Injectable()
export class FindIntegration {
  constructor(
    private readonly queries: QueryBus,
    private readonly waits: ReadModelWaits,
  ) {}

  /** Deleted ones too: their history is kept. @throws IntegrationNotFound */
  async known(tenantId: string, integrationId: string): Promise<IntegrationView> {
    const view = await this.waits.find(() =>
      this.queries.execute(
        new AskReadModel(tenantId, (db) => getIntegration(db, { tenantId, integrationId })),
      ),
    );
    if (view === null) throw new IntegrationNotFound({ integrationId });
    return view;
  }

  /** @throws IntegrationNotFound, for a deleted one as well */
  async live(tenantId: string, integrationId: string): Promise<IntegrationView> {
    const view = await this.known(tenantId, integrationId);
    if (view.status === 'deleted') throw new IntegrationNotFound({ integrationId });
    return view;
  }
}
