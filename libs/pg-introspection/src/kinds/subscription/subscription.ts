import { jsonSql } from '../../small-catalogs/facts.ts';
import type { SmallKindReader } from '../kind-reader.ts';

export type SubscriptionFacts = {
  name: string;
  enabled: boolean;
  slot_name: string | null;
  publications: string[];
  options: Record<string, string | boolean>;
};

const onOff = (condition: string): string => `case when ${condition} then 'on' else 'off' end`;

const streaming = (version: number): string =>
  version >= 160_000
    ? `case x.substream when 'p' then 'parallel' when 't' then 'on' else 'off' end`
    : onOff('x.substream');

/** By the first version that has it, in the order of names. Whether two-phase commit is pending or on is no setting. */
const options: readonly (readonly [since: number, name: string, sql: (version: number) => string])[] = [
  [140_000, 'binary', () => onOff('x.subbinary')],
  [150_000, 'disable_on_error', () => onOff('x.subdisableonerr')],
  [170_000, 'failover', () => onOff('x.subfailover')],
  [160_000, 'origin', () => 'x.suborigin'],
  [160_000, 'password_required', () => onOff('x.subpasswordrequired')],
  [160_000, 'run_as_owner', () => onOff('x.subrunasowner')],
  [140_000, 'streaming', streaming],
  [0, 'synchronous_commit', () => 'x.subsynccommit'],
  [150_000, 'two_phase', () => onOff(`x.subtwophasestate <> 'd'`)],
];

/** Every column but the connection string is readable to all since 14; before, some are a superuser's. */
const columns = ['oid', 'subdbid', 'subname', 'subowner', 'subenabled', 'subslotname', 'subsynccommit'];

export const subscriptionReader: SmallKindReader<'subscription', SubscriptionFacts> = {
  kind: 'subscription',
  catalog: 'pg_subscription',
  reads: () => columns.map((column) => `pg_subscription.${column}`),
  branch: (version) => ({
    schema: null,
    // the catalog is the whole cluster's
    where: /* sql */ `
      x.subdbid = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())`,
    owner: 'x.subowner',
    facts: {
      name: 'x.subname',
      enabled: 'x.subenabled',
      slot_name: 'x.subslotname',
      publications: 'x.subpublications',
      options: jsonSql(
        Object.fromEntries(
          options.filter(([since]) => version >= since).map(([, name, sql]) => [name, sql(version)]),
        ),
      ),
    },
  }),
  assemble: ({ name, options: set, ...facts }) => ({
    name,
    definition: {
      ...facts,
      options: Object.entries(set).map(([option, value]) => `${option}=${value}`),
    },
  }),
};
