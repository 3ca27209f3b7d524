import type { Benchmark } from './figure.ts';

/** By name, loaded when asked for: one that needs something that is missing does not stop the others. */
export const benchmarks: Readonly<Record<string, () => Promise<{ run: Benchmark }>>> = {
  append: () => import('./append/append.ts'),
  'append-beside': () => import('./append/append-beside.ts'),
  'append-batch': () => import('./append/append-batch.ts'),
  'position-lag': () => import('./append/position-lag.ts'),
  commands: () => import('./commands/commands.ts'),
  relay: () => import('./relay/relay.ts'),
  introspect: () => import('./introspect/introspect.ts'),
  growth: () => import('./growth/growth.ts'),
  resync: () => import('./resync/resync.ts'),
  'sync-e2e': () => import('./sync-e2e/sync-e2e.ts'),
  project: () => import('./search/project.ts'),
  search: () => import('./search/search.ts'),
};
