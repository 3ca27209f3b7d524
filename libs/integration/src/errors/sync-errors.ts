import { AppError } from '@cadastre/errors';

/** An integration has one sync at a time; `facts.syncId` is the one that is requested or running. */
export class SyncAlreadyRunning extends AppError {
  override readonly kind = 'conflict';
  override readonly code = 'sync-already-running';
  override readonly title = 'A sync of this integration is already running';
  constructor(facts: { integrationId: string; syncId: string }) {
    super(`Integration ${facts.integrationId} is busy with sync ${facts.syncId}`, facts, {
      hint: 'Follow that sync, or ask for one more after it with {"if_running":"queue"}.',
    });
  }
}

export class SyncNotFound extends AppError {
  override readonly kind = 'not-found';
  override readonly code = 'sync-not-found';
  override readonly title = 'There is no such sync';
  constructor(facts: { syncId: string }) {
    super(`There is no sync ${facts.syncId}`, facts, {
      hint: 'GET /integrations/{integration_id}/sync lists the syncs of an integration.',
    });
  }
}

/** It has its one terminal state, and that stays. */
export class SyncAlreadyFinished extends AppError {
  override readonly kind = 'conflict';
  override readonly code = 'sync-not-running';
  override readonly title = 'The sync has already ended';
  constructor(facts: { syncId: string; status: string }) {
    super(`Sync ${facts.syncId} has already ended: ${facts.status}`, facts, {
      hint: 'GET /syncs/{sync_id} says how it ended.',
    });
  }
}

export class SyncNotDeadLettered extends AppError {
  override readonly kind = 'conflict';
  override readonly code = 'sync-not-dead-lettered';
  override readonly title = 'The sync is not a dead letter';
  constructor(facts: { syncId: string; status: string }) {
    super(`Sync ${facts.syncId} is not a dead letter: it is ${facts.status}`, facts, {
      hint: 'Start a new sync: POST /integrations/{integration_id}/sync.',
    });
  }
}

/** For workers: an attempt reports and completes only after it has started the sync. */
export class SyncNotStarted extends AppError {
  override readonly kind = 'conflict';
  override readonly code = 'sync-not-started';
  override readonly title = 'This attempt has not started the sync';
  constructor(facts: { syncId: string; attempt: number }) {
    super(`Attempt ${facts.attempt} has not started sync ${facts.syncId}`, facts);
  }
}

/** For workers: a later attempt owns the sync, so this one has to stop. */
export class SyncAttemptSuperseded extends AppError {
  override readonly kind = 'conflict';
  override readonly code = 'sync-attempt-superseded';
  override readonly title = 'Another attempt has taken the sync over';
  constructor(facts: { syncId: string; attempt: number; present: number }) {
    super(
      `Attempt ${facts.attempt} of sync ${facts.syncId} is over: attempt ${facts.present} owns it`,
      facts,
    );
  }
}

/** For workers: an activity ends only after it began. */
export class SyncActivityNotRunning extends AppError {
  override readonly kind = 'conflict';
  override readonly code = 'sync-activity-not-running';
  override readonly title = 'The activity of the sync is not running';
  constructor(facts: { syncId: string; activity: string }) {
    super(`Activity ${facts.activity} of sync ${facts.syncId} is not running`, facts);
  }
}
