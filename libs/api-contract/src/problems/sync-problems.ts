import { defineProblems } from './problem-entry.ts';

/** Why a sync failed, where it was not the target that refused. */
export const syncProblems = defineProblems({
  'drop-guard': {
    kind: 'conflict',
    isOfSync: true,
    title: 'The sync would drop too much of the catalog',
    retryable: false,
    meaning:
      'More than half of the known relations, types and routines are not there any more (`CADASTRE_DROP_GUARD_PERCENT` sets another share). It is more likely that the integration points to the wrong database, that a restore or a migration is under way, or that somebody dropped more than was meant, so the sync stopped before it wrote anything: the catalog is as it was.',
    remedy: [
      'Look whether this is the right database: `GET /integrations/{integration_id}` says host, port and `database_name`.',
      'Wait for a restore or a migration to end and start another sync; objects that came back are found again by name, and their histories go on.',
      'If they are really gone: `POST /integrations/{integration_id}/sync` with `{"allow_drops": true}`. This one sync drops whatever is not there; the next one is guarded again.',
    ],
  },
  'relations-locked': {
    kind: 'target-unavailable',
    isOfSync: true,
    title: 'Relations of the database are locked by another session',
    retryable: true,
    meaning:
      'A migration or `VACUUM FULL` holds tables so tightly that their definitions could not be read. From the second attempt on, schemas with such tables are left out (`skipped`) and the rest is read.',
    remedy: ['Wait for what holds them to end; the sync is tried again by itself.'],
  },
  'snapshot-moved': {
    kind: 'target-unavailable',
    isOfSync: true,
    title: 'The database changed while it was being read',
    retryable: true,
    meaning:
      'An object was dropped or changed between being listed and being described. One attempt in a row of migrations may meet this; all of them only where DDL goes on without pause.',
    remedy: [
      'It is tried again by itself; after the last attempt: `POST /syncs/{sync_id}/requeue`, in a quieter moment.',
      'Leave a schema with such DDL out: `exclude_schemas` in the options of the integration.',
    ],
  },
  'credential-not-found': {
    kind: 'not-found',
    isOfSync: true,
    title: 'The credential does not exist or was destroyed',
    retryable: true,
    meaning:
      'The credential was replaced, or the integration deleted, while the sync was about to open it. The next attempt takes the present one.',
    remedy: [
      'It is tried again by itself.',
      'Where it stays: enter the credential again, `PATCH /integrations/{integration_id}` with the whole credential, password included.',
    ],
  },
  'attempts-exhausted': {
    kind: 'internal',
    isOfSync: true,
    title: 'Every attempt ended without a result',
    retryable: true,
    meaning:
      'Each worker that took the sync was gone before it could say how it went: killed, out of memory, or cut off from its database.',
    remedy: [
      'Operators: look why workers end, for example at their memory limit.',
      'Then `POST /syncs/{sync_id}/requeue`: it gets new attempts.',
    ],
  },
});
