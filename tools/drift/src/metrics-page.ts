import { callDurations, requestDurations } from '@cadastre/integration-api';
import { createMetrics } from '@cadastre/observability';
import { countProjection, Health, registerFlowMetrics, relayMetrics } from '@cadastre/platform';
import { syncMetrics } from '@cadastre/sync-worker';
import type { Registry } from 'prom-client';
import type { Artifact } from './artifact.ts';

type Metric = { name: string; help: string; type: string; labelNames: readonly string[] };

const services = {
  'integration-api': (registry: Registry) => {
    requestDurations(registry);
    callDurations(registry);
  },
  'sync-worker': (registry: Registry) => {
    syncMetrics(registry);
    countProjection(registry, 'any');
  },
  'catalog-projector': (registry: Registry) => void countProjection(registry, 'any'),
} as const;

/** Registered as at the start of a service. Nobody scrapes here, so nothing is asked of a database. */
const registryOf = (register: (registry: Registry) => void): Registry => {
  const metrics = createMetrics({ service: 'any' });
  const nowhere = undefined as never;
  registerFlowMetrics({
    metrics,
    health: new Health(),
    pool: nowhere,
    heartbeatPool: nowhere,
    jobs: nowhere,
  });
  relayMetrics(metrics);
  register(metrics);
  return metrics;
};

const metricsOf = (registry: Registry): Metric[] =>
  registry.getMetricsAsArray().map((metric) => {
    const { name, help, type } = metric;
    return {
      name,
      help,
      type: String(type),
      labelNames: (metric as unknown as { labelNames: string[] }).labelNames,
    };
  });

/** Every metric of every service, with those that have it. */
export const everyMetric = (): (Metric & { readonly services: readonly string[] })[] => {
  const found = new Map<string, Metric & { services: string[] }>();
  for (const [service, register] of Object.entries(services)) {
    for (const metric of metricsOf(registryOf(register))) {
      const known = found.get(metric.name) ?? { ...metric, services: [] };
      known.services.push(service);
      found.set(metric.name, known);
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
};

const row = ({ name, type, labelNames, help, services: where }: ReturnType<typeof everyMetric>[number]) =>
  `| \`${name}\` | ${type} | ${labelNames.map((label) => `\`${label}\``).join(', ')} | ${
    where.length === Object.keys(services).length ? 'all' : where.join(', ')
  } | ${help.replaceAll('|', '\\|')} |`;

const table = (metrics: ReturnType<typeof everyMetric>): string =>
  ['| metric | type | labels | services | meaning |', '| - | - | - | - | - |', ...metrics.map(row)].join(
    '\n',
  );

const head = `# Metrics

Generated from the registries of the services. Each service answers \`GET /metrics\` in Prometheus's text format: the API at its own port, workers
and projectors at \`CADASTRE_WORKER_HTTP_PORT\` and \`CADASTRE_PROJECTOR_HTTP_PORT\`, \`npm start\` at the API's. Units are base units,
no label holds an id, and every metric has the label \`service\`.

Figures of the flow (jobs, log, projections, leader changes) are asked of the database when somebody scrapes, so every process gives the same:
take \`max\` over them, not \`sum\`. What a process counts of itself (requests, syncs, takeovers, pools, memory) is summed. A figure whose
source is away is missing from the page until it is back. Alert rules are in \`infra/prometheus\`, dashboards in \`infra/grafana\`.
`;

/** One page for what Prometheus finds. */
export const metricsPage: Artifact = {
  path: 'docs/metrics.md',
  generate: async () => {
    const metrics = everyMetric();
    const isOurs = ({ name }: Metric): boolean => /^(cadastre|http|grpc)_/.test(name);
    return [
      head,
      table(metrics.filter(isOurs)),
      '',
      '## The process',
      '',
      table(metrics.filter((metric) => !isOurs(metric))),
      '',
    ].join('\n');
  },
};
