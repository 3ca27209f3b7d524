import { z } from 'zod';
import {
  Footprint,
  IntegrationId,
  ObjectCounts,
  SafeError,
  SkippedScope,
  SyncActivity,
  SyncId,
  Timestamp,
} from '@cadastre/events';
import { pageOf } from '../http/page.ts';

export const SyncStatus = z.enum(['STARTED', 'PROCESSING', 'COMPLETED', 'FAILED', 'CANCELLED']).meta({
  id: 'SyncStatus',
  description:
    'STARTED → PROCESSING → COMPLETED | FAILED | CANCELLED. STARTED: asked for, no worker has claimed it yet; a follow-up waits so for the running one. A requeued dead letter is STARTED again.',
});
export type SyncStatus = z.infer<typeof SyncStatus>;

export const SyncActivityState = z
  .object({
    activity: SyncActivity,
    state: z.enum(['pending', 'running', 'completed', 'failed', 'skipped', 'retrying']),
    attempt: z.int().nonnegative().meta({ description: '0 before the first try.' }),
    started_at: Timestamp.nullable(),
    finished_at: Timestamp.nullable(),
    duration_ms: z.number().nonnegative().nullable(),
    items: z
      .int()
      .nonnegative()
      .nullable()
      .meta({ description: 'How many things it read or wrote, in the end.' }),
    done: z.int().nonnegative(),
    total: z.int().nonnegative().nullable().meta({ description: 'null: not known yet.' }),
    percent: z.number().min(0).max(100).nullable().meta({ description: 'null: not known yet.' }),
    error: SafeError.nullable(),
    retry_at: Timestamp.nullable().meta({
      description:
        'When a failed one is tried again at the latest; at once when address or credential are changed.',
    }),
  })
  .meta({ id: 'SyncActivityState' });
export type SyncActivityState = z.infer<typeof SyncActivityState>;

/** One reading of a target. */
export const Sync = z
  .object({
    sync_id: SyncId,
    integration_id: IntegrationId,
    status: SyncStatus,
    trigger: z.enum(['registration', 'request', 'follow-up']),
    attempt: z.int().nonnegative().meta({ description: '0: no worker has claimed it yet.' }),
    percent: z.number().min(0).max(100),
    dead_letter: z.boolean().meta({ description: 'Given up after the last attempt; can be requeued.' }),
    activities: z.array(SyncActivityState),
    counts: ObjectCounts.meta({ description: 'Per object kind; empty until the sync ends.' }),
    skipped: z.array(SkippedScope),
    footprint: Footprint.nullable().meta({ description: 'What it cost the target.' }),
    error: SafeError.nullable(),
    requested_at: Timestamp,
    started_at: Timestamp.nullable(),
    finished_at: Timestamp.nullable(),
    duration_ms: z.number().nonnegative().nullable(),
  })
  .meta({ id: 'Sync', description: 'One reading of a target: status, activities, counts, cost.' });
export type Sync = z.infer<typeof Sync>;

export const SyncPage = pageOf(Sync, { id: 'SyncPage', description: 'Syncs, newest first.' });

export const SyncHistory = SyncPage.extend({ latest: Sync.nullable() }).meta({
  id: 'SyncHistory',
  description: 'The latest sync, and all of them newest first.',
});

/** The answer to a request for a sync. */
export const SyncAccepted = z
  .object({
    sync_id: SyncId,
    integration_id: IntegrationId,
    status: z.literal('STARTED'),
    is_queued: z.boolean().meta({ description: 'It waits until the running one ends.' }),
  })
  .meta({ id: 'SyncAccepted' });
export type SyncAccepted = z.infer<typeof SyncAccepted>;
