import { AppError } from '@cadastre/errors';

/** So much is gone that somebody has to say whether it really is. Nothing was written. */
export class DropGuard extends AppError {
  override readonly kind = 'conflict';
  override readonly code = 'drop-guard';
  override readonly title = 'The sync would drop too much of the catalog';
  constructor(facts: { gone: number; known: number; share: number }) {
    const percent = Math.round(facts.share * 100);
    super(
      `${facts.gone} of the ${facts.known} known relations, types and routines are not there any more; a sync stops at more than ${percent} %`,
      facts,
      {
        hint: 'Look whether this is the right database and whether a restore or a migration is still under way. If they are really gone, start a sync with {"allow_drops": true}. More at /problems/drop-guard.',
      },
    );
  }
}
