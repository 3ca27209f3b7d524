import { Injectable } from '@nestjs/common';
import { routes } from '@cadastre/api-contract';
import type { WatchSyncRequest, WatchSyncResponse } from '@cadastre/grpc-contract';
import { AroundHandler } from '../../http/around-handler.ts';
import { ProjectedBell } from '../../http/projected-bell.ts';
import { FindSync } from '../../syncs/find-sync.ts';
import { followSync, isTerminal } from '../../syncs/stream-sync-events/sync-events.ts';
import { Calls } from '../calls.ts';
import { given } from '../messages/fields.ts';
import { syncMessage } from '../messages/sync-messages.ts';
import type { Streaming } from '../streamed-calls.ts';

/** What `GET /syncs/{id}/events` is to a browser. */
@Injectable()
export class WatchSync {
  constructor(
    private readonly calls: Calls,
    private readonly around: AroundHandler,
    private readonly syncs: FindSync,
    private readonly bell: ProjectedBell,
  ) {}

  readonly stream: Streaming<WatchSyncRequest, WatchSyncResponse> = (request, incoming) =>
    this.follow(request, incoming);

  private async *follow(
    request: WatchSyncRequest,
    incoming: Parameters<typeof this.stream>[1],
  ): AsyncGenerator<WatchSyncResponse> {
    const { tenantId, signal } = incoming;
    const route = routes.streamSyncEvents;
    const call = this.calls.parse(incoming, route, { params: { sync_id: given(request.sync_id) } });
    const { sync_id } = call.params as { sync_id: string };
    await this.around.waitFor(call);
    const rungBefore = this.bell.count;
    const first = await this.syncs.byId(tenantId, sync_id);
    let position = request.after_position ?? -1;
    if (isTerminal(first.sync) && position >= first.position) return;
    const look = () => this.syncs.now(tenantId, sync_id);
    for await (const state of followSync({
      first,
      rungBefore,
      after: position,
      look,
      bell: this.bell,
      signal,
    })) {
      if (state !== null) ({ position } = state);
      yield { sync: state === null ? undefined : syncMessage(state.sync), position: Math.max(0, position) };
    }
  }
}
