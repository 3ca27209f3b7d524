import { Counter, type Registry } from 'prom-client';

export type Counted = 'duplicates' | 'filled' | 'rebalances' | 'dead-letters' | 'looped-back';

const counters: Readonly<Record<Counted, { name: string; help: string }>> = {
  duplicates: {
    name: 'cadastre_projection_duplicates_total',
    help: 'Events that came through Kafka again after they had been applied, and were dropped',
  },
  filled: {
    name: 'cadastre_projection_filled_events_total',
    help: 'Events that a lane was missing and that were read from the log instead of Kafka',
  },
  'looped-back': {
    name: 'cadastre_projection_looped_back_events_total',
    help: 'Events that this process had itself sent to Kafka and gave to the lanes it serves without fetching them',
  },
  rebalances: {
    name: 'cadastre_consumer_rebalances_total',
    help: 'How often this process was given lanes of a projection by its consumer group',
  },
  'dead-letters': {
    name: 'cadastre_consumer_dead_letters_total',
    help: 'Messages of Kafka that were none of ours or could not be applied, sent to a dead-letter topic',
  },
};

/** What the members of consumer groups in this process count, by projection. */
export const countProjection = (registry: Registry, projection: string) => {
  const counterOf = (what: Counted): Counter => {
    const { name, help } = counters[what];
    const known = registry.getSingleMetric(name) as Counter | undefined;
    return known ?? new Counter({ name, help, labelNames: ['projection'], registers: [registry] });
  };
  // From the start at 0, so that the first one is seen as an increase.
  for (const what of Object.keys(counters) as Counted[]) counterOf(what).inc({ projection }, 0);
  return (what: Counted, count: number): void => counterOf(what).inc({ projection }, count);
};
