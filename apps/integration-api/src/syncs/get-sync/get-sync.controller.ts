import { Controller } from '@nestjs/common';
import { routes, type Sync } from '@cadastre/api-contract';
import type { Call } from '../../http/call.ts';
import { Endpoint } from '../../http/endpoint.ts';
import { FindSync } from '../find-sync.ts';

@Controller()
export class GetSyncController {
  constructor(private readonly syncs: FindSync) {}

  @Endpoint(routes.getSync)
  async getSync({ tenantId, params }: Call<typeof routes.getSync>): Promise<Sync> {
    const { sync } = await this.syncs.byId(tenantId, params.sync_id);
    return sync;
  }
}
