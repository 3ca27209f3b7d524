import { AppError } from '@cadastre/errors';

/** Another living process uses the folder. */
export class DataFolderLocked extends AppError {
  override readonly kind = 'conflict';
  override readonly code = 'data-folder-locked';
  override readonly title = 'The data folder is in use by another process';
  constructor(facts: { folder: string; pid: number }) {
    super(`The data folder ${facts.folder} is in use by process ${facts.pid}`, facts, {
      hint: `Stop that process (kill ${facts.pid}), or choose another folder with CADASTRE_DATA_DIR.`,
    });
  }
}

/** There is no PostgreSQL in the npm registry for this machine, or it was not installed. */
export class UnsupportedPlatform extends AppError {
  override readonly kind = 'unavailable';
  override readonly code = 'embedded-postgres-unsupported';
  override readonly title = 'The embedded PostgreSQL does not run on this machine';
  constructor(facts: { platform: string; reason: string }) {
    super(`The embedded PostgreSQL does not run on ${facts.platform}: ${facts.reason}`, facts, {
      hint: 'Set CADASTRE_DATABASE_URL to a PostgreSQL server of your own.',
    });
  }
}

/** The folder exists, but this account may not use it. */
export class DataFolderNotUsable extends AppError {
  override readonly kind = 'internal';
  override readonly code = 'data-folder-not-usable';
  override readonly title = 'The data folder cannot be used';
  constructor(facts: { folder: string; reason: string }) {
    super(`The data folder ${facts.folder} cannot be used: ${facts.reason}`, facts, {
      hint: 'Give this account the folder (chown -R), or choose another one with CADASTRE_DATA_DIR.',
    });
  }
}

/** PostgreSQL was started and did not come up. */
export class EmbeddedPostgresFailed extends AppError {
  override readonly kind = 'unavailable';
  override readonly code = 'embedded-postgres-failed';
  override readonly title = 'The embedded PostgreSQL did not start';
  constructor(facts: { step: string; reason: string; logFile: string }) {
    super(`The embedded PostgreSQL failed at ${facts.step}: ${facts.reason}`, facts, {
      hint: `Its own words are in ${facts.logFile}.`,
    });
  }
}
