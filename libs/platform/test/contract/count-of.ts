import type { Member } from '../fixtures/member.ts';

type Counted =
  'projection_duplicates' | 'projection_filled_events' | 'consumer_rebalances' | 'consumer_dead_letters';

/** What a member's metrics say so far. */
export const countOf = async (counted: Counted, { metrics }: Member): Promise<number> => {
  const name = `cadastre_${counted}_total`;
  const [, count] = new RegExp(`^${name}\\{[^}]*\\} (\\d+)$`, 'm').exec(await metrics.metrics()) ?? [];
  if (count === undefined) throw new Error(`${name} is not among the metrics`);
  return Number(count);
};
