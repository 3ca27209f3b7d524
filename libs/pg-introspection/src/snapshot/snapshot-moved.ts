import { AppError } from '@cadastre/errors';

/**
 * PostgreSQL's `pg_get_*def` functions read the newest catalog, not the snapshot: something was dropped or changed
 * under them while we read. Nothing is wrong; reading again from the start helps.
 */
export class SnapshotMoved extends AppError {
  override readonly kind = 'target-unavailable';
  override readonly code = 'snapshot-moved';
  override readonly title = 'The database changed while it was being read';
  constructor(facts: { what: string; oid?: number; sqlstate?: string }, options: { cause?: unknown } = {}) {
    super(`The definition of ${facts.what} was gone before it could be read`, facts, {
      ...options,
      hint: 'Read again; the next snapshot shows the change.',
    });
  }
}

/** The value, or `SnapshotMoved` where the function that should give it found nothing. */
export const present = (value: string | null | undefined, what: string, oid: string): string => {
  if (value === null || value === undefined) throw new SnapshotMoved({ what, oid: Number(oid) });
  return value;
};

/** A type's name as `format_type` prints it: `???` for one that was dropped (a type that is called so is quoted). */
export const presentType = (name: string | null | undefined, what: string, oid: string): string => {
  const type = present(name, what, oid);
  if (type === '???' || type === '???[]') throw new SnapshotMoved({ what, oid: Number(oid) });
  return type;
};
