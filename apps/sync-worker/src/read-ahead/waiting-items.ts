import { WakeUp } from '@cadastre/service-runtime';

/** Where items wait that memory has no room for. */
export type Overflow<T> = {
  /** How to have the item back, once. Null where there is no room for it now. */
  put(item: T): Promise<(() => Promise<T>) | null>;
  close(): Promise<void>;
};

export type Room<T> = {
  /** Cost of an item; those in memory stay near `maxWeight` together. */
  readonly weigh: (item: T) => number;
  readonly maxWeight: number;
  /** Takes what is beyond. */
  readonly overflow: Overflow<T>;
};

/** First in, first out, in memory and beyond it. */
export class WaitingItems<T> {
  private readonly queue: (() => T | Promise<T>)[] = [];
  private readonly arrived = new WakeUp();
  private readonly taken = new WakeUp();
  private weight = 0;
  private hasRoom = true;
  private ended: { error?: unknown } | undefined;

  constructor(private readonly room: Room<T>) {}

  /** Resolves when it has found room for the item, or is told that nobody waits for it any more. */
  async add(item: T, abandoned: AbortSignal): Promise<void> {
    while (this.weight >= this.room.maxWeight && !abandoned.aborted) {
      const takeBack = await this.room.overflow.put(item);
      if (takeBack !== null) {
        this.queue.push(takeBack);
        return;
      }
      this.hasRoom = false;
      this.arrived.ring();
      await this.taken.wait(1_000, abandoned);
    }
    this.keep(item);
  }

  /** Nothing is added after it. The error is thrown behind the last item. */
  end(ended: { error?: unknown }): void {
    this.ended = ended;
    this.arrived.ring();
  }

  /** The items in their order, once all are here or no more can be. */
  async *items(): AsyncGenerator<T> {
    for (;;) {
      while (this.ended === undefined && (this.hasRoom || this.queue.length === 0))
        await this.arrived.wait(1_000);
      const take = this.queue.shift();
      if (take === undefined) return this.finish();
      const item = await take();
      this.taken.ring();
      yield item;
    }
  }

  private keep(item: T): void {
    const weight = this.room.weigh(item);
    this.weight += weight;
    this.queue.push(() => {
      this.weight -= weight;
      return item;
    });
    this.arrived.ring();
  }

  private finish(): void {
    if (this.ended !== undefined && 'error' in this.ended) throw this.ended.error;
  }
}
