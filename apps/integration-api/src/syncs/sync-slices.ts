import type { Slices } from '../slices.ts';
import { CancelSyncController } from './cancel-sync/cancel-sync.controller.ts';
import { CancelSyncHandler } from './cancel-sync/cancel-sync.handler.ts';
import { FindSync } from './find-sync.ts';
import { GetSyncController } from './get-sync/get-sync.controller.ts';
import { IntegrationOfSync } from './integration-of-sync.ts';
import { ListSyncsController } from './list-syncs/list-syncs.controller.ts';
import { RequeueSyncController } from './requeue-sync/requeue-sync.controller.ts';
import { RequeueSyncHandler } from './requeue-sync/requeue-sync.handler.ts';
import { StreamSyncEventsController } from './stream-sync-events/stream-sync-events.controller.ts';

export const syncSlices: Slices = {
  controllers: [
    ListSyncsController,
    GetSyncController,
    StreamSyncEventsController,
    CancelSyncController,
    RequeueSyncController,
  ],
  providers: [CancelSyncHandler, RequeueSyncHandler, FindSync, IntegrationOfSync],
};
