import type { Slices } from '../slices.ts';
import { GetParkedKeyController } from './get-parked-key/get-parked-key.controller.ts';
import { ListParkedKeysController } from './list-parked-keys/list-parked-keys.controller.ts';
import { RequestParkedHandler } from './request-parked.handler.ts';
import { RetryParkedKeyController } from './retry-parked-key/retry-parked-key.controller.ts';
import { SkipParkedEventController } from './skip-parked-event/skip-parked-event.controller.ts';

export const parkedKeySlices: Slices = {
  controllers: [
    ListParkedKeysController,
    GetParkedKeyController,
    RetryParkedKeyController,
    SkipParkedEventController,
  ],
  providers: [RequestParkedHandler],
};
