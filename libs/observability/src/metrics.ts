import { Gauge, Registry, collectDefaultMetrics } from 'prom-client';

/** A registry with the process's own figures: CPU, memory, event-loop delay, garbage collection. */
export const createMetrics = (options: { service: string }): Registry => {
  const registry = new Registry();
  registry.setDefaultLabels({ service: options.service });
  collectDefaultMetrics({ register: registry });
  return registry;
};

/** A figure that is asked for when somebody looks, not kept up to date in between. */
export const gaugeOf = (options: {
  registry: Registry;
  name: string;
  help: string;
  labelNames?: readonly string[];
  read: () => Promise<readonly { labels?: Record<string, string>; value: number }[]>;
}): void => {
  const { registry, name, help, labelNames = [], read } = options;
  new Gauge({
    name,
    help,
    labelNames: [...labelNames],
    registers: [registry],
    async collect() {
      // A dependency that is away must not take the whole page with it.
      const samples = await read().catch(() => []);
      this.reset();
      for (const { labels = {}, value } of samples) this.set(labels, value);
    },
  });
};
