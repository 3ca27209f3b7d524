import type { BackgroundService } from '@cadastre/service-runtime';
import type { LaneMessage } from './lane-buffer.ts';

/** Who takes what a transport brings. */
export type LaneReceiver = {
  /** These lanes are ours from now on, and no others. Their messages come again from what was committed. */
  assigned(lanes: readonly number[]): void;
  /**
   * Resolves when there is room for more, with whether these were taken; `whileWaiting` is called about every second
   * until then.
   */
  receive(
    lane: number,
    messages: readonly LaneMessage[],
    whileWaiting?: () => Promise<void>,
  ): Promise<boolean>;
  /** Messages of the lane up to here need not even be decoded. */
  position(lane: number): number;
};

/** A member of the projection's consumer group. */
export type LaneFeed = BackgroundService & {
  /** All messages of the lane up to here are done with: the group may forget them. */
  moved(lane: number, position: number): void;
};
