import { describe, expect, test } from '@jest/globals';
import { everyMetric } from '../../src/metrics-page.ts';
import { documents, filesIn, isThere, read } from './files.ts';
import { askedIn } from './promql.ts';

/** Of Kubernetes itself; no dashboard can do without another's figure for a disk. */
const foreign = new Set([
  'kubelet_volume_stats_available_bytes',
  'kubelet_volume_stats_capacity_bytes',
  'kube_job_status_failed',
]);
const everywhere = ['service', 'instance', 'job', 'le'];

const series = new Map(
  everyMetric().flatMap(({ name, type, labelNames }) =>
    (type === 'histogram' ? ['_bucket', '_count', '_sum'] : ['']).map(
      (ending) => [`${name}${ending}`, labelNames] as const,
    ),
  ),
);

/** What is wrong with an expression; empty for a good one. */
const wrongIn = (expression: string): string[] =>
  askedIn(expression).flatMap(({ metric, labels }) => {
    if (foreign.has(metric)) return [];
    const known = series.get(metric);
    if (known === undefined) return [`there is no metric ${metric}`];
    return labels
      .filter((label) => ![...known, ...everywhere].includes(label))
      .map((label) => `${metric} has no label ${label}`);
  });

type Rule = { alert: string; expr: string; annotations: { summary: string; runbook_url: string } };
const rules: Rule[] = documents('infra/prometheus/alerts.yaml')[0].groups.flatMap(
  ({ rules: some }: { rules: Rule[] }) => some,
);

test('the check knows PromQL, metrics and labels', () => {
  expect(() => askedIn('sum(rate(x[5m])')).toThrow(/no PromQL/);
  expect(wrongIn('max(cadastre_nothing)')).toEqual(['there is no metric cadastre_nothing']);
  expect(wrongIn('max by (kind) (cadastre_jobs_dead{color="red"})')).toEqual([
    'cadastre_jobs_dead has no label color',
  ]);
});

describe('alert rules', () => {
  test.each(rules.map((rule) => [rule.alert, rule] as const))('%s asks for what there is', (_, rule) => {
    expect(wrongIn(rule.expr)).toEqual([]);
    expect(askedIn(rule.expr).length).toBeGreaterThan(0);
    expect(rule.annotations.summary).not.toBe('');
    expect([rule.annotations.runbook_url, isThere(rule.annotations.runbook_url)]).toEqual([
      rule.annotations.runbook_url,
      true,
    ]);
  });

  test('every runbook is found from an alert or from the list of runbooks', () => {
    const list = read('docs/runbooks/README.md');
    const pages = filesIn('docs/runbooks', '.md').filter((page) => !page.endsWith('README.md'));
    expect(pages.filter((page) => !list.includes(page.replace('docs/runbooks/', '')))).toEqual([]);
    expect(pages.filter((page) => !rules.some((rule) => rule.annotations.runbook_url === page))).toEqual([]);
  });
});

describe('dashboards', () => {
  test.each(filesIn('infra/grafana', '.json'))('%s asks for what there is', (file) => {
    const dashboard = JSON.parse(read(file)) as {
      uid: string;
      panels: { id: number; title: string; targets: { expr: string }[] }[];
    };
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
    const wrong = dashboard.panels.flatMap(({ title, targets }) =>
      targets.flatMap(({ expr }) => wrongIn(expr).map((problem) => `${title}: ${problem}`)),
    );
    expect(wrong).toEqual([]);
  });
});

test('what KEDA scales by is there', () => {
  const queries = documents('infra/kubernetes/keda/scaled-objects.yaml').flatMap(
    ({ spec }: { spec: { triggers: { metadata: { query: string } }[] } }) =>
      spec.triggers.map(({ metadata }) => metadata.query),
  );
  expect(queries).toHaveLength(2);
  for (const query of queries) expect(wrongIn(query)).toEqual([]);
});
