import { WakeUp } from '@cadastre/service-runtime';

/**
 * Pulls from the source as fast as it gives, up to a bound, while the consumer works at its own pace: the
 * transaction on the target is open for as long as reading takes, not for as long as writing takes.
 *
 * @param options.weigh cost of an item; together they stay near `maxWeight`
 */
export async function* readAhead<T>(
  source: AsyncIterable<T>,
  options: { weigh: (item: T) => number; maxWeight: number },
): AsyncGenerator<T> {
  const queue: T[] = [];
  const arrived = new WakeUp();
  const taken = new WakeUp();
  const abandoned = new AbortController();
  let weight = 0;
  let end: { error?: unknown } | undefined;

  const fill = async (): Promise<void> => {
    try {
      for await (const item of source) {
        queue.push(item);
        weight += options.weigh(item);
        arrived.ring();
        while (weight >= options.maxWeight && !abandoned.signal.aborted)
          await taken.wait(1_000, abandoned.signal);
        if (abandoned.signal.aborted) return;
      }
      end = {};
    } catch (error) {
      end = { error };
    } finally {
      arrived.ring();
    }
  };

  const filling = fill();
  try {
    for (;;) {
      const item = queue.shift();
      if (item !== undefined) {
        weight -= options.weigh(item);
        taken.ring();
        yield item;
      } else if (end !== undefined) {
        return finish(end);
      } else {
        await arrived.wait(1_000);
      }
    }
  } finally {
    abandoned.abort();
    await filling;
  }
}

const finish = (end: { error?: unknown }): void => {
  if ('error' in end) throw end.error;
};
