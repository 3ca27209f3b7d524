import { defineProblems } from './problem-entry.ts';

/** The thing asked for does not exist, or is in a state that does not allow it. */
export const resourceProblems = defineProblems({
  'integration-not-found': {
    kind: 'not-found',
    title: 'There is no such integration',
    retryable: false,
    meaning:
      'No integration with this id exists for the caller: never, no more, or it belongs to another tenant.',
    remedy: ['`GET /integrations` lists those there are.'],
  },
  'sync-not-found': {
    kind: 'not-found',
    title: 'There is no such sync',
    retryable: false,
    meaning: 'No sync with this id exists for the caller.',
    remedy: ['`GET /integrations/{integration_id}/sync` lists the syncs of an integration.'],
  },
  'object-not-found': {
    kind: 'not-found',
    title: 'There is no such object in the catalog',
    retryable: false,
    meaning:
      'The catalog of this integration holds no object of this schema and name: it does not exist, was dropped, lies in a schema that is excluded or cannot be read, or no sync has seen it yet.',
    remedy: [
      'Names are case-sensitive and are given unquoted, percent-encoded in the path.',
      'Look at `skipped` of the latest sync, or start one: `POST /integrations/{integration_id}/sync`.',
    ],
  },
  'catalog-not-read': {
    kind: 'conflict',
    title: 'The database has not been read yet',
    retryable: true,
    meaning:
      'No sync of this integration has been completed, so that nothing can be said about what the database holds or lacks. Queries answer with what is there as soon as a first sync writes it; SQL of the whole database waits for its end, for half a database would look like a whole one. `sync_id` names the latest sync.',
    remedy: [
      'While a sync runs: `GET /syncs/{sync_id}` or `GET /syncs/{sync_id}/events`, and ask again when it is COMPLETED.',
      'If it failed: its `error` says why. `POST /syncs/{sync_id}/requeue` for a dead letter, else `POST /integrations/{integration_id}/sync`.',
      'While the integration is disabled: `POST /integrations/{integration_id}/enable` first.',
    ],
  },
  'parked-key-not-found': {
    kind: 'not-found',
    title: 'No such key is parked',
    retryable: false,
    meaning:
      'Nothing of the caller is parked under this key of this projection: it never was, or it is free again, because a retry or a skip has done its work or the read model was rebuilt.',
    remedy: ['`GET /parked-keys` lists what is parked.'],
  },
  'parked-position-moved': {
    kind: 'conflict',
    title: 'The key is parked at another event',
    retryable: false,
    meaning:
      'A skip names the position of the event that it gives up, and the key stands at another one (`position`) by now: somebody else retried or skipped meanwhile. Nothing was skipped.',
    remedy: [
      'Read the key again: `GET /parked-keys/{projection}/{key}` says at which event it stands and why.',
      'If that event is to be given up, name its position.',
    ],
  },
  'sync-already-running': {
    kind: 'conflict',
    title: 'A sync of this integration is already running',
    retryable: true,
    meaning: 'An integration has one sync at a time; `sync_id` names the one that is queued or running.',
    remedy: [
      'Follow it: `GET /syncs/{sync_id}` or `GET /syncs/{sync_id}/events`.',
      'Send `{"if_running":"queue"}` to have one more sync after it.',
    ],
  },
  'integration-disabled': {
    kind: 'conflict',
    title: 'The integration is disabled',
    retryable: false,
    meaning: 'No sync starts while an integration is disabled.',
    remedy: ['`POST /integrations/{integration_id}/enable` first.'],
  },
  'sync-not-running': {
    kind: 'conflict',
    title: 'The sync has already ended',
    retryable: false,
    meaning: 'Only a queued or running sync can be cancelled.',
    remedy: ['`GET /syncs/{sync_id}` says how it ended.'],
  },
  'sync-not-dead-lettered': {
    kind: 'conflict',
    title: 'The sync is not a dead letter',
    retryable: false,
    meaning:
      'Only a sync that was given up after its last attempt (`status` FAILED, `dead_letter` true) can be requeued.',
    remedy: ['Start a new sync: `POST /integrations/{integration_id}/sync`.'],
  },
  'integration-already-registered': {
    kind: 'conflict',
    title: 'An integration with this id exists already',
    retryable: false,
    meaning:
      'The `Idempotency-Key` leads to an integration that was registered with it and has been changed or deleted since, so that the first answer cannot be given again.',
    remedy: ['Read the integration under its id, or register anew with a new key.'],
  },
  'credential-version-taken': {
    kind: 'conflict',
    title: 'The credential was changed by somebody else at the same moment',
    retryable: true,
    meaning: 'Two changes of the same credential met and the other one came first. Nothing was done.',
    remedy: ['Read the integration and, if the change still makes sense, send it again.'],
  },
  'stream-version-conflict': {
    kind: 'conflict',
    title: 'Somebody else changed this at the same moment',
    retryable: true,
    meaning:
      'Two commands met on the same integration; this one was tried twice and lost both times. Nothing was done.',
    remedy: ['Read the present state and, if the command still makes sense, send it again.'],
  },
});
