import type { LoggedEvent, UnreadableEvent } from './envelope.ts';

/** What a transport brings of one lane: every event in the topics that are read, also those that the receiver passes over. */
export type LaneMessage = {
  readonly position: number;
  /** Nothing of the lane that the receiver could want lies between that position and this one. */
  readonly previousPosition: number;
  readonly bytes: number;
  /** Null for a type that the receiver does not want, or that this release cannot read. */
  readonly event: LoggedEvent | null;
  readonly unreadable: UnreadableEvent | null;
};

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
