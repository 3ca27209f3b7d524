import { gaugeOf } from '@cadastre/observability';
import { readCheckpoints } from '@cadastre/projections';
import type { Platform } from './platform.ts';

/** How the work flows, asked of the database when somebody scrapes. No ids in labels. */
export const registerFlowMetrics = (platform: Platform): void => {
  const { metrics: registry, jobs, pool, eventStore } = platform;
  const jobGauge = (
    name: string,
    help: string,
    figure: 'queued' | 'running' | 'dead' | 'oldestDueSeconds',
  ): void =>
    gaugeOf({
      registry,
      name,
      help,
      labelNames: ['kind'],
      read: async () =>
        (await jobs.stats()).map((stats) => ({ labels: { kind: stats.kind }, value: stats[figure] })),
    });
  jobGauge('cadastre_jobs_queued', 'Jobs that wait, due or not yet due', 'queued');
  jobGauge('cadastre_jobs_running', 'Jobs under a lease', 'running');
  jobGauge('cadastre_jobs_dead', 'Dead-lettered jobs that nobody has requeued', 'dead');
  jobGauge(
    'cadastre_jobs_oldest_due_seconds',
    'Age of the oldest job that is due and waits',
    'oldestDueSeconds',
  );
  gaugeOf({
    registry,
    name: 'cadastre_log_head_position',
    help: 'Newest position that the sequencer has given',
    read: async () => [{ value: await eventStore.headPosition() }],
  });
  gaugeOf({
    registry,
    name: 'cadastre_projection_lag_events',
    help: 'Positions between the head of the log and the checkpoint of a projection',
    labelNames: ['projection'],
    read: async () => {
      const head = await eventStore.headPosition();
      const checkpoints = await readCheckpoints(pool);
      return checkpoints.map(({ name, position }) => ({
        labels: { projection: name },
        value: Math.max(0, head - position),
      }));
    },
  });
  gaugeOf({
    registry,
    name: 'cadastre_projection_parked_keys',
    help: 'Keys whose events could not be applied and wait for a person',
    labelNames: ['projection'],
    read: async () =>
      (await readCheckpoints(pool)).map(({ name, parkedKeys }) => ({
        labels: { projection: name },
        value: parkedKeys,
      })),
  });
  gaugeOf({
    registry,
    name: 'cadastre_database_pool_connections',
    help: 'Connections of this process to our own database',
    labelNames: ['state'],
    read: async () => [
      { labels: { state: 'idle' }, value: pool.idleCount },
      { labels: { state: 'busy' }, value: pool.totalCount - pool.idleCount },
      { labels: { state: 'waiting' }, value: pool.waitingCount },
    ],
  });
};
