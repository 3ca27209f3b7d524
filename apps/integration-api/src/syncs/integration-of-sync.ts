import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { IntegrationId, syncStream, type SyncId } from '@cadastre/events';
import { SyncNotFound } from '@cadastre/integration';
import { ApiPlatform } from '../api-platform.ts';
import { AskReadModel } from '../queries/ask-read-model.ts';
import { ReadModelWaits } from '../http/read-model-waits.ts';
import { findQueuedSync } from './queued-sync.ts';

/** Commands on a sync decide on its integration too: this finds it. */
@Injectable()
export class IntegrationOfSync {
  constructor(
    private readonly platform: ApiPlatform,
    private readonly queries: QueryBus,
    private readonly waits: ReadModelWaits,
  ) {}

  /** @throws SyncNotFound */
  async find(tenantId: string, syncId: SyncId): Promise<IntegrationId> {
    const [first] = await this.platform.eventStore.readStream(syncStream(syncId), { tenantId, limit: 1 });
    if (first !== undefined)
      return IntegrationId.parse((first.data as { integration_id: string }).integration_id);
    // A follow-up has no stream before its turn; only the integrations know it.
    const queued = await this.waits.find(() =>
      this.queries.execute(new AskReadModel(tenantId, (db) => findQueuedSync(db, { tenantId, syncId }))),
    );
    if (queued === null) throw new SyncNotFound({ syncId });
    return IntegrationId.parse(queued.integrationId);
  }
}
