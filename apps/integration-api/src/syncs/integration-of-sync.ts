import { Injectable } from '@nestjs/common';
import { IntegrationId, syncStream, type SyncId } from '@cadastre/events';
import { ApiPlatform } from '../api-platform.ts';
import { FindSync } from './find-sync.ts';

/** Commands on a sync decide on its integration too: this finds it. */
@Injectable()
export class IntegrationOfSync {
  constructor(
    private readonly platform: ApiPlatform,
    private readonly syncs: FindSync,
  ) {}

  /** @throws SyncNotFound, or ApiError read-model-behind where only the read models could know it */
  async find(tenantId: string, syncId: SyncId): Promise<IntegrationId> {
    const [first] = await this.platform.eventStore.readStream(syncStream(syncId), { tenantId, limit: 1 });
    if (first !== undefined)
      return IntegrationId.parse((first.data as { integration_id: string }).integration_id);
    // A follow-up has no stream before its turn; only the read model knows it.
    const { sync } = await this.syncs.byIdForCertain(tenantId, syncId);
    return sync.integration_id;
  }
}
