import { liftEvent, type LoggedEvent, type StoredEvent } from '@cadastre/events';
import type { PositionsByCategory } from '../kafka/previous-positions.ts';

/** Where an event of the log went. */
export type RelayedPlace = {
  readonly topic: string;
  readonly lane: number;
  /** As its message says them. */
  readonly previousPositions: PositionsByCategory;
};

/** An event as the brokers have it, for those who need not ask them. */
export class RelayedEvent {
  private lifted: LoggedEvent | undefined;

  constructor(
    private readonly stored: StoredEvent,
    readonly place: RelayedPlace,
  ) {}

  get position(): number {
    return this.stored.position;
  }

  /** Of its data, about. */
  get bytes(): number {
    return this.stored.data.length;
  }

  /** What a message of it would be decoded to; made once for all that want it. */
  get event(): LoggedEvent {
    this.lifted ??= liftEvent({ ...this.stored, data: JSON.parse(this.stored.data) as unknown });
    return this.lifted;
  }
}

/** Messages that lie beside each other in one partition: from the first offset to before the other. */
export type RelayedRange = {
  readonly topic: string;
  readonly lane: number;
  readonly from: bigint;
  readonly to: bigint;
};

export type RelayedPage = {
  /** In the order of the log. */
  readonly events: readonly RelayedEvent[];
  /** Where all their messages are; one that is not known is left out. */
  readonly ranges: readonly RelayedRange[];
};

/** Has to be quick, and to throw nothing. */
export type LoopbackReader = {
  /** The brokers have acknowledged it, and the checkpoint is behind it. */
  relayed(page: RelayedPage): void;
  /** What comes next, if anything, has others before it. */
  ended(): void;
};

/**
 * From the relay to consumers in the same process. A process that has read, signed and sent a page would otherwise fetch it back from
 * the brokers and verify and decode each message of it, which takes more of its time than all the rest of a projection.
 */
export class Loopback {
  private readonly readers = new Set<LoopbackReader>();

  /** Gives what ends it. */
  join(reader: LoopbackReader): () => void {
    this.readers.add(reader);
    return () => void this.readers.delete(reader);
  }

  relayed(page: RelayedPage): void {
    for (const reader of this.readers) reader.relayed(page);
  }

  ended(): void {
    for (const reader of this.readers) reader.ended();
  }
}
