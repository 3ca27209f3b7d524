import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Sync } from '@cadastre/api-contract';
import { getSync } from '@cadastre/catalog-read-model';
import { SyncNotFound } from '@cadastre/integration';
import { ReadModelWaits } from '../http/read-model-waits.ts';
import { AskReadModel } from '../queries/ask-read-model.ts';
import { syncResource } from './sync-resource.ts';

/** A sync at one moment; `position` is that of the last event in it. */
export type SyncAt = { readonly sync: Sync; readonly position: number };

@Injectable()
export class FindSync {
  constructor(
    private readonly queries: QueryBus,
    private readonly waits: ReadModelWaits,
  ) {}

  /** @throws SyncNotFound, after giving the read model a moment to catch up */
  async byId(tenantId: string, syncId: string): Promise<SyncAt> {
    const found = await this.waits.find(() => this.now(tenantId, syncId));
    if (found === null) throw new SyncNotFound({ syncId });
    return found;
  }

  /** @throws SyncNotFound only when it is certain; ApiError read-model-behind while it is not */
  async byIdForCertain(tenantId: string, syncId: string): Promise<SyncAt> {
    const found = await this.waits.findForCertain(() => this.now(tenantId, syncId));
    if (found === null) throw new SyncNotFound({ syncId });
    return found;
  }

  /** What the read model holds now. */
  now(tenantId: string, syncId: string): Promise<SyncAt | null> {
    return this.queries.execute(
      new AskReadModel<SyncAt | null>(tenantId, async (db) => {
        const view = await getSync(db, { tenantId, syncId });
        return view && { sync: syncResource(view), position: view.position };
      }),
    );
  }
}
