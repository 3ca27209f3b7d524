import type { BackgroundService } from '@cadastre/service-runtime';

/** A member of the projection's consumer group. */
export type LaneFeed = BackgroundService & {
  /** All messages of the lane up to here are done with: the group may forget them. */
  moved(lane: number, position: number): void;
};
