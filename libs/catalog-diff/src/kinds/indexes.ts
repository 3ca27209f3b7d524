import type { ChangeGrade, Index, IndexSettings } from '@cadastre/events';
import { field, identity, type Pair } from '../comparing/differ.ts';
import { parts } from '../comparing/parts.ts';
import { indexSubstance } from '../grading/definition-text.ts';
import { breakingWhenFalse, byInclusion } from '../grading/gradings.ts';

/** The text of a unique index holds operator classes and NULLS NOT DISTINCT: what counts as the same value. */
const bySubstance = (_: unknown, { before, after }: Pair<Index>): ChangeGrade =>
  after.unique && indexSubstance(before) !== indexSubstance(after) ? 'breaking' : 'cosmetic';

/** Storage, and whether those who follow changes have a key. */
const bySettings = ({ before, after }: Pair<IndexSettings | null>): ChangeGrade => {
  const [was, is] = [before?.replica_identity === true, after?.replica_identity === true];
  if (was === is) return 'cosmetic';
  return is ? 'additive' : 'breaking';
};

export const indexes = parts<Index>({
  noun: 'index',
  added: ({ unique }) => (unique ? 'breaking' : 'additive'),
  /** No statement fails, but the speed that somebody counted on is gone. */
  dropped: () => 'breaking',
  renaming: {
    substance: (index) => ({ ...index, name: '', comment: '', definition: indexSubstance(index) }),
    grade: 'cosmetic',
  },
  fields: {
    name: identity,
    method: field('index-method-changed', 'breaking'),
    unique: field('index-uniqueness-changed', 'breaking'),
    primary: field('index-primary-changed', breakingWhenFalse),
    valid: field('index-validity-changed', breakingWhenFalse),
    keys: field('index-keys-changed', 'breaking'),
    include: field<string[], unknown>(
      'index-include-changed',
      byInclusion((a, b) => a === b),
    ),
    predicate: field('index-predicate-changed', 'breaking'),
    settings: field('index-settings-changed', bySettings),
    definition: field('index-definition-changed', bySubstance),
    comment: field('index-comment-changed', 'cosmetic'),
  },
});
