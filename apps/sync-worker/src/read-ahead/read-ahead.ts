import { WaitingItems, type Room } from './waiting-items.ts';

/**
 * Reads the source to its end before the consumer gets anything, as long as there is room: the transaction on the
 * target, and what that locks, lasts as long as reading takes, not as long as writing takes. Side by side the two
 * would share one thread, and reading would be paced by writing. Without room they take turns.
 */
export async function* readAhead<T>(source: AsyncIterable<T>, room: Room<T>): AsyncGenerator<T> {
  const waiting = new WaitingItems(room);
  const abandoned = new AbortController();

  const fill = async (): Promise<void> => {
    try {
      for await (const item of source) {
        await waiting.add(item, abandoned.signal);
        if (abandoned.signal.aborted) return;
      }
      waiting.end({});
    } catch (error) {
      waiting.end({ error });
    }
  };

  const filling = fill();
  try {
    yield* waiting.items();
  } finally {
    abandoned.abort();
    await filling;
    await room.overflow.close();
  }
}
