import type { LoggedEvent, UnreadableEvent } from '@cadastre/events';

/** What comes through a lane: every event in the topics that are read, also those that the consumer passes over. */
export type LaneMessage = {
  readonly position: number;
  /** No event of the lane that the consumer could want lies between that position and this one. */
  readonly previousPosition: number;
  readonly bytes: number;
  /** Null for a type that the consumer does not want, or that this release cannot read. */
  readonly event: LoggedEvent | null;
  readonly unreadable: UnreadableEvent | null;
};

/** Who takes what a consumer brings. */
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
    whileWaiting: () => Promise<void>,
  ): Promise<boolean>;
  /** Messages of the lane up to here need not even be decoded. */
  position(lane: number): number;
};
