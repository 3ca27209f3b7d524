import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** A registry with the process's own figures: CPU, memory, event-loop delay, garbage collection. */
export const createMetrics = (options: { service: string; version?: string }): Registry => {
  const registry = new Registry();
  registry.setDefaultLabels({ service: options.service });
  collectDefaultMetrics({ register: registry });
  const build = new Gauge({
    name: 'cadastre_build_info',
    help: 'Always 1; which release this process runs',
    labelNames: ['version'],
    registers: [registry],
  });
  build.set({ version: options.version ?? 'unknown' }, 1);
  return registry;
};

export type Sample = { readonly labels?: Record<string, string>; readonly value: number };

type Asked = {
  readonly registry: Registry;
  readonly name: string;
  readonly help: string;
  readonly labelNames?: readonly string[];
  /** Throws while its source is away: the figure is then missing, which says more than an old one. */
  readonly read: () => Promise<readonly Sample[]> | readonly Sample[];
};

/** A figure that is asked for when somebody looks, not kept up to date in between. */
export const gaugeOf = ({ registry, name, help, labelNames = [], read }: Asked): void => {
  new Gauge({
    name,
    help,
    labelNames: [...labelNames],
    registers: [registry],
    async collect() {
      for (const { labels = {}, value } of await readAnew(this, read)) this.set(labels, value);
    },
  });
};

/** The same for a figure that only grows, and that somebody else counts: the database, for all processes. */
export const counterOf = ({ registry, name, help, labelNames = [], read }: Asked): void => {
  new Counter({
    name,
    help,
    labelNames: [...labelNames],
    registers: [registry],
    async collect() {
      for (const { labels = {}, value } of await readAnew(this, read)) this.inc(labels, value);
    },
  });
};

/** What a figure is now; what it was before is gone, the 0 too that a reset leaves where there are no labels. */
const readAnew = async (figure: Gauge | Counter, read: Asked['read']): Promise<readonly Sample[]> => {
  const samples = await attempt(read);
  figure.reset();
  figure.remove({});
  return samples;
};

/** A dependency that is away must not take the whole page with it. */
const attempt = async (read: Asked['read']): Promise<readonly Sample[]> => {
  try {
    return await read();
  } catch {
    return [];
  }
};

type Kept = { readonly registry: Registry; readonly name: string; readonly help: string };

/** A counter of this process; the one that is there already where two parts of a process share it. */
export const keptCounter = <Label extends string>(
  options: Kept & { labelNames: readonly Label[] },
): Counter<Label> => {
  const { registry, name, help, labelNames } = options;
  const known = registry.getSingleMetric(name) as Counter<Label> | undefined;
  return known ?? new Counter({ name, help, labelNames: [...labelNames], registers: [registry] });
};

/** The same for durations in seconds. */
export const keptHistogram = <Label extends string>(
  options: Kept & { labelNames: readonly Label[]; buckets: readonly number[] },
): Histogram<Label> => {
  const { registry, name, help, labelNames, buckets } = options;
  const known = registry.getSingleMetric(name) as Histogram<Label> | undefined;
  return (
    known ??
    new Histogram({ name, help, labelNames: [...labelNames], buckets: [...buckets], registers: [registry] })
  );
};
