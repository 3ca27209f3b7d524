import type { SyncCancelled, SyncRequested, SyncRequeued } from '@cadastre/events';
import type { JobQueue } from '@cadastre/leased-jobs';
import { defineProjection, type Projection } from '@cadastre/projections';

/** The kind of job that a sync is. */
export const syncJob = 'sync';

/** After so many attempts that failed with a transient error a sync is dead-lettered. */
const maxAttempts = 5;

/**
 * Turns requests into job rows, with a checkpoint in the same transaction: each request rings once, whatever dies.
 * The handlers only put rows: long work inside them would hold up the log.
 */
export const syncDoorbell = (jobs: JobQueue): Projection<SyncRequested | SyncRequeued | SyncCancelled> =>
  defineProjection<SyncRequested | SyncRequeued | SyncCancelled>({
    name: 'sync-doorbell',
    version: 1,
    keyOf: ({ data }) => data.sync_id,
    on: {
      SyncRequested: async (events, tx) => {
        for (const { data, metadata } of events) {
          await jobs.enqueue(tx, {
            jobId: data.sync_id,
            tenantId: metadata.tenantId,
            kind: syncJob,
            subjectId: data.integration_id,
            payload: {},
            maxAttempts,
          });
        }
      },
      SyncRequeued: async (events, tx) => {
        for (const { data } of events) await jobs.requeue(tx, data.sync_id);
      },
      // The command that cancels has done this already where it found the job; a request may ring after it.
      SyncCancelled: async (events, tx) => {
        for (const { data } of events) await jobs.cancel(tx, data.sync_id);
      },
    },
  });
