import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SyncId } from '@cadastre/events';
import { statesAfter } from '../test/scenario.ts';
import { allVerbs, carryOut, commitsOf, type Step } from '../test/world.ts';
import type { Decision } from './decision.ts';

/** The invariants are read from the raw events, not from the folds that the commands decide on. */
const runs = { seed: 20260105, numRuns: 1_500 };
const terminal = ['SyncCompleted', 'SyncFailed', 'SyncCancelled', 'SyncDeadLettered'];
const syncIds = [1, 2, 3, 4].map((n) => SyncId.parse(`0198c0de-0000-7000-8000-0000000000b${n}`));

const step: fc.Arbitrary<Step> = fc.record({
  verb: fc.constantFrom(...allVerbs),
  syncId: fc.constantFrom(...syncIds),
  attempt: fc.integer({ min: 1, max: 3 }),
});
/** Registration first and deletion rarely, or most sequences would be refusals. */
const steps = fc
  .tuple(
    fc.constantFrom(...syncIds),
    fc.array(
      step.filter(({ verb }) => verb !== 'delete'),
      { minLength: 5, maxLength: 40 },
    ),
    fc.array(step, { maxLength: 5 }),
  )
  .map(([syncId, middle, end]): Step[] => [{ verb: 'register', syncId, attempt: 1 }, ...middle, ...end]);

const holds = (check: (commits: Decision[], taken: readonly Step[]) => void) =>
  fc.assert(
    fc.property(steps, (taken) => check(commitsOf(taken), taken)),
    runs,
  );

const idsOf = (events: Decision, ...types: string[]): SyncId[] =>
  events.filter(({ type }) => types.includes(type)).map(({ data }) => (data as { sync_id: SyncId }).sync_id);

describe('whatever order the commands come in', () => {
  test('an integration never has two open syncs', () => {
    holds((commits) => {
      const open = new Set<SyncId>();
      let most = 0;
      for (const event of commits.flat()) {
        if (event.type === 'SyncOpened') open.add(event.data.sync_id);
        if (event.type === 'SyncClosed') open.delete(event.data.sync_id);
        most = Math.max(most, open.size);
      }
      expect(most).toBeLessThanOrEqual(1);
    });
  });

  test('a run never has two terminal events, and nothing comes after one but a requeue', () => {
    holds((commits) => {
      for (const syncId of syncIds) {
        const story = commits
          .flat()
          .filter((event) => 'sync_id' in event.data && event.data.sync_id === syncId)
          .filter(({ type }) => !['SyncOpened', 'SyncClosed', 'FollowUpSyncQueued'].includes(type))
          .map(({ type }) => type);
        story.forEach((type, at) => {
          if (!terminal.includes(type)) return;
          expect(at + 1 === story.length || story[at + 1] === 'SyncRequeued').toBe(true);
        });
        expect(story.filter((type) => type === 'SyncRequested').length).toBeLessThanOrEqual(1);
      }
    });
  });

  test('a sync ends and its integration is freed in one commit', () => {
    holds((commits) => {
      for (const commit of commits) {
        expect(idsOf(commit, ...terminal).sort()).toEqual(idsOf(commit, 'SyncClosed').sort());
      }
    });
  });

  test('a sync is opened only with its request or its requeue, in one commit', () => {
    holds((commits) => {
      for (const commit of commits) {
        const asked = idsOf(commit, 'SyncRequested', 'SyncRequeued');
        for (const syncId of idsOf(commit, 'SyncOpened')) expect(asked).toContain(syncId);
      }
    });
  });

  test('a follow-up is never lost: it waits, or it was opened, or it was cancelled', () => {
    holds((commits) => {
      const history = commits.flat();
      const { integration } = statesAfter(history);
      const settled = [...idsOf(history, 'SyncOpened'), ...idsOf(history, 'SyncCancelled')];
      for (const syncId of idsOf(history, 'FollowUpSyncQueued')) {
        expect([...settled, integration?.followUpSyncId]).toContain(syncId);
      }
    });
  });

  test('a follow-up waits only behind an open sync or a disabled integration', () => {
    holds((commits) => {
      const { integration } = statesAfter(commits.flat());
      if (integration?.followUpSyncId == null) return;
      expect(integration.activeSyncId !== null || integration.status === 'disabled').toBe(true);
    });
  });

  test('every sync that was given out has ended once its integration is deleted', () => {
    holds((commits, taken) => {
      const before = commits.flat();
      const after = [...before, ...carryOut(statesAfter(before), { ...(taken[0] as Step), verb: 'delete' })];
      for (const syncId of idsOf(after, 'SyncRequested', 'FollowUpSyncQueued')) {
        expect(idsOf(after, ...terminal)).toContain(syncId);
      }
    });
  });

  test('the steps reach what they are meant to test', () => {
    const seen = new Set<string>();
    holds((commits) => commits.flat().forEach(({ type }) => seen.add(type)));
    expect([...seen]).toEqual(
      expect.arrayContaining([...terminal, 'SyncRequeued', 'FollowUpSyncQueued', 'IntegrationEnabled']),
    );
  });
});
