import { defineProblems } from './problem-entry.ts';

/** Why a sync failed, where there is something to decide. */
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
});
