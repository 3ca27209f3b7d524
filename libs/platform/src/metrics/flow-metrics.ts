import { counterOf, gaugeOf, type Sample } from '@cadastre/observability';
import type { JobStats } from '@cadastre/leased-jobs';
import type { Platform } from '../platform.ts';
import { databaseSizeReader, flowReader, type Flow } from './flow-reader.ts';

type Figure = {
  readonly name: string;
  readonly help: string;
  readonly labelNames?: readonly string[];
  readonly of: (flow: Flow) => readonly Sample[];
};

const jobFigure = (
  name: string,
  help: string,
  figure: 'queued' | 'running' | 'dead' | 'oldestDueSeconds',
): Figure => ({
  name,
  help,
  labelNames: ['kind'],
  of: ({ jobs }) => jobs.map((stats: JobStats) => ({ labels: { kind: stats.kind }, value: stats[figure] })),
});

const projectionFigure = (
  name: string,
  help: string,
  value: (checkpoint: Flow['checkpoints'][number], flow: Flow) => number,
): Figure => ({
  name,
  help,
  labelNames: ['projection'],
  of: (flow) =>
    flow.checkpoints.map((checkpoint) => ({
      labels: { projection: checkpoint.name },
      value: value(checkpoint, flow),
    })),
});

const single = (name: string, help: string, value: (flow: Flow) => number): Figure => ({
  name,
  help,
  of: (flow) => [{ value: value(flow) }],
});

const relayFigure = (name: string, help: string, value: (relay: Relay, flow: Flow) => number): Figure => ({
  name,
  help,
  of: (flow) => (flow.relay === null ? [] : [{ value: value(flow.relay, flow) }]),
});
type Relay = NonNullable<Flow['relay']>;

const figures: readonly Figure[] = [
  jobFigure('cadastre_jobs_queued', 'Jobs that wait, due or not yet due', 'queued'),
  jobFigure('cadastre_jobs_running', 'Jobs under a lease', 'running'),
  jobFigure('cadastre_jobs_dead', 'Dead-lettered jobs that nobody has requeued', 'dead'),
  jobFigure(
    'cadastre_jobs_oldest_due_seconds',
    'Age of the oldest job that is due and waits',
    'oldestDueSeconds',
  ),
  single(
    'cadastre_log_head_position',
    'Newest position that the sequencer has given',
    ({ sequencer }) => sequencer.head,
  ),
  single(
    'cadastre_log_unsequenced_commits',
    'Commits that have no position yet',
    ({ sequencer }) => sequencer.pendingCommits,
  ),
  single(
    'cadastre_log_oldest_unsequenced_seconds',
    'Age of the oldest commit that has no position yet',
    ({ sequencer }) => sequencer.oldestPendingSeconds,
  ),
  projectionFigure(
    'cadastre_projection_lag_events',
    'Positions between the head of the log and what a projection has applied',
    ({ position }, { sequencer }) => Math.max(0, sequencer.head - position),
  ),
  projectionFigure(
    'cadastre_projection_lag_seconds',
    'Age of the oldest event that a projection has not applied yet',
    ({ lagSeconds }) => lagSeconds,
  ),
  projectionFigure(
    'cadastre_projection_parked_keys',
    'Keys whose events could not be applied and wait for a person',
    ({ parkedKeys }) => parkedKeys,
  ),
  projectionFigure(
    'cadastre_projection_parked_events',
    'Events that wait behind a parked key',
    ({ parkedEvents }) => parkedEvents,
  ),
  relayFigure(
    'cadastre_relay_position',
    'Position up to which brokers have acknowledged the log; missing where Kafka is not used',
    ({ position }) => position,
  ),
  relayFigure(
    'cadastre_relay_lag_events',
    'Positions between the head of the log and what is in Kafka',
    ({ position }, { sequencer }) => Math.max(0, sequencer.head - position),
  ),
  relayFigure(
    'cadastre_relay_lag_seconds',
    'Age of the oldest event that is not in Kafka yet',
    ({ lagSeconds }) => lagSeconds,
  ),
];

/** How the work flows, asked of the database when somebody scrapes. No ids in labels. */
export const registerFlowMetrics = (
  platform: Pick<Platform, 'metrics' | 'pool' | 'heartbeatPool' | 'jobs' | 'health'>,
): void => {
  const { metrics: registry, pool, heartbeatPool, health } = platform;
  const readFlow = flowReader(platform);
  for (const { of, ...figure } of figures)
    gaugeOf({ registry, ...figure, read: async () => of(await readFlow()) });
  counterOf({
    registry,
    name: 'cadastre_leader_changes_total',
    help: 'How often the work that one process does for all has changed hands; the same figure from every process',
    labelNames: ['lease'],
    read: async () => {
      const { sequencer, leadChanges, relay } = await readFlow();
      const projections = leadChanges.map(({ name, changes }) => ({
        labels: { lease: `projection ${name}` },
        value: changes,
      }));
      const relays = relay === null ? [] : [{ labels: { lease: 'relay' }, value: relay.epoch }];
      return [{ labels: { lease: 'sequencer' }, value: sequencer.epoch }, ...relays, ...projections];
    },
  });
  const readSize = databaseSizeReader(platform);
  gaugeOf({
    registry,
    name: 'cadastre_database_size_bytes',
    help: 'Size of our own database; at most a minute old',
    read: async () => [{ value: await readSize() }],
  });
  gaugeOf({
    registry,
    name: 'cadastre_database_pool_connections',
    help: 'Connections of this process to our own database; waiting: requests for one that none is free for',
    labelNames: ['pool', 'state'],
    read: () =>
      [['work', pool] as const, ['heartbeat', heartbeatPool] as const].flatMap(([name, of]) => [
        { labels: { pool: name, state: 'idle' }, value: of.idleCount },
        { labels: { pool: name, state: 'busy' }, value: of.totalCount - of.idleCount },
        { labels: { pool: name, state: 'waiting' }, value: of.waitingCount },
      ]),
  });
  gaugeOf({
    registry,
    name: 'cadastre_dependency_up',
    help: '1 while what this process needs answers and keeps up, 0.5 while it lags, 0 while it is away',
    labelNames: ['dependency'],
    read: async () =>
      Object.entries((await health.report()).dependencies).map(([dependency, { status }]) => ({
        labels: { dependency },
        value: { ok: 1, degraded: 0.5, unavailable: 0 }[status],
      })),
  });
};
