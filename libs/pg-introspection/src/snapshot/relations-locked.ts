import { AppError } from '@cadastre/errors';

/**
 * Another session holds a table so tightly (`ALTER TABLE`, `VACUUM FULL`) that its definition could not be read
 * within the lock timeout. Read again later; with `skipLocked`, that schema is left out and the rest is read.
 */
export class RelationsLocked extends AppError {
  override readonly kind = 'target-unavailable';
  override readonly code = 'relations-locked';
  override readonly title = 'Relations of the database are locked by another session';
  constructor(facts: { schemas: readonly string[]; relations: number }, options: { cause?: unknown } = {}) {
    super(`${facts.relations} relations are locked by other sessions`, facts, {
      ...options,
      hint: 'Try again when the migration or VACUUM FULL that holds them has ended.',
    });
  }
}
