import { AppError } from '@cadastre/errors';
import type { SyncId } from '@cadastre/events';
import type { Decision } from '../src/decision.ts';
import * as example from './examples.ts';
import { World, type States } from './scenario.ts';
import {
  cancelSync,
  completeActivity,
  completeSync,
  deadLetterSync,
  deleteIntegration,
  disableIntegration,
  enableIntegration,
  failSync,
  registerIntegration,
  requestSync,
  requeueSync,
  startActivity,
  startSync,
} from '../src/index.ts';

/** What people and workers may do, in any order, with any of a few ids: right ones, late ones, wrong ones. */
export type Step = {
  readonly verb: keyof typeof verbs;
  readonly syncId: SyncId;
  readonly attempt: number;
};

const { shop, at, target, options, error, report } = example;
const both = ({ integration, syncOf }: States, syncId: SyncId) => ({ integration, sync: syncOf(syncId) });
const request =
  (ifRunning: 'reject' | 'queue') =>
  (all: States, { syncId }: Step) =>
    requestSync(both(all, syncId), { integrationId: shop, syncId, ifRunning, at }).events;

const verbs = {
  register: ({ integration }: States, { syncId }: Step) =>
    registerIntegration(integration, {
      integrationId: shop,
      name: 'shop',
      target,
      credentialVersion: 1,
      options,
      syncId,
      at,
    }),
  disable: ({ integration }: States) => disableIntegration(integration, { integrationId: shop, at }),
  enable: ({ integration }: States) => enableIntegration(integration, { integrationId: shop, at }),
  delete: ({ integration }: States) => deleteIntegration(integration, { integrationId: shop, at }),
  request: request('reject'),
  queue: request('queue'),
  cancel: (all: States, { syncId }: Step) => cancelSync(both(all, syncId), { syncId, at }),
  requeue: (all: States, { syncId }: Step) => requeueSync(both(all, syncId), { syncId, at }),
  start: ({ syncOf }: States, { syncId, attempt }: Step) =>
    startSync(syncOf(syncId), { syncId, attempt, worker: 'worker-1', at }),
  complete: (all: States, { syncId, attempt }: Step) =>
    completeSync(both(all, syncId), { syncId, attempt, ...report, at }),
  fail: (all: States, { syncId, attempt }: Step) =>
    failSync(both(all, syncId), { syncId, attempt, error, at }),
  deadLetter: (all: States, { syncId, attempt }: Step) =>
    deadLetterSync(both(all, syncId), { syncId, attempt, error, at }),
  startActivity: ({ syncOf }: States, { syncId, attempt }: Step) =>
    startActivity(syncOf(syncId), { syncId, attempt, activity: 'columns', at }),
  completeActivity: ({ syncOf }: States, { syncId, attempt }: Step) =>
    completeActivity(syncOf(syncId), { syncId, attempt, activity: 'columns', items: 1, at }),
};

export const allVerbs = Object.keys(verbs) as (keyof typeof verbs)[];

/** The commits that the steps led to; refused and repeated commands leave none. */
export const commitsOf = (steps: readonly Step[]): Decision[] => {
  const world = new World();
  const commits: Decision[] = [];
  for (const step of steps) {
    const commit = carryOut(world, step);
    world.apply(commit);
    if (commit.length > 0) commits.push(commit);
  }
  return commits;
};

export const carryOut = (states: States, step: Step): Decision => {
  try {
    return verbs[step.verb](states, step);
  } catch (refusal) {
    if (refusal instanceof AppError) return [];
    throw refusal;
  }
};
