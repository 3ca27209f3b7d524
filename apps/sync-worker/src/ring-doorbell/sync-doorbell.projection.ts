import {
  TenantId,
  type CredentialChanged,
  type IntegrationDeleted,
  type SyncCancelled,
  type SyncRequested,
  type SyncRequeued,
} from '@cadastre/events';
import type { JobQueue } from '@cadastre/leased-jobs';
import { defineProjection, type Projection } from '@cadastre/projections';
import { forgetKnownObjects } from '../known-objects/forget-known-objects.ts';

type Heard = SyncRequested | SyncRequeued | SyncCancelled | CredentialChanged | IntegrationDeleted;

/** The kind of job that a sync is. */
export const syncJob = 'sync';

/** After so many attempts that failed with a transient error a sync is dead-lettered. */
const maxAttempts = 5;

/**
 * Turns requests into job rows, with a checkpoint in the same transaction: each request rings once, whatever dies.
 * The handlers only put rows: long work inside them would hold up the log.
 */
export const syncDoorbell = (jobs: JobQueue): Projection<Heard> =>
  defineProjection<Heard>({
    name: 'sync-doorbell',
    version: 1,
    keyOf: ({ data }) => ('sync_id' in data ? data.sync_id : data.integration_id),
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
      // Address or credential: what the last attempt failed of may be gone. An attempt that still runs looks by itself.
      CredentialChanged: async (events, tx) => {
        for (const { data, metadata } of events) {
          const { tenantId } = metadata;
          await jobs.bringForward(tx, { tenantId, kind: syncJob, subjectId: data.integration_id });
        }
      },
      // Its jobs were cancelled in the commit that says so: no worker can write known objects any more.
      IntegrationDeleted: async (events, tx) => {
        for (const { data, metadata } of events) {
          await forgetKnownObjects(tx, {
            tenantId: TenantId.parse(metadata.tenantId),
            integrationId: data.integration_id,
          });
        }
      },
    },
  });
