import type { ChangeGrade, Constraint } from '@cadastre/events';
import { field, identity, type Pair } from '../comparing/differ.ts';
import { parts } from '../comparing/parts.ts';
import { constraintSubstance } from '../grading/definition-text.ts';

/** Statements lean on these by name or as keys: ON CONFLICT, foreign keys, GROUP BY a key. */
const isLeanedOn = ({ type }: Constraint): boolean =>
  type === 'primary-key' || type === 'unique' || type === 'exclusion';

const bySubstance = (_: unknown, { before, after }: Pair<Constraint>): ChangeGrade =>
  constraintSubstance(before) === constraintSubstance(after) ? 'cosmetic' : 'breaking';

export const constraints = parts<Constraint>({
  noun: 'constraint',
  /** Writes that were accepted may now be refused. */
  added: () => 'breaking',
  /** A limit is lifted, unless statements lean on it. */
  dropped: (constraint) => (isLeanedOn(constraint) ? 'breaking' : 'additive'),
  renaming: {
    substance: (constraint) => ({ ...constraint, name: '', comment: '' }),
    grade: ({ before }) => (isLeanedOn(before) ? 'breaking' : 'cosmetic'),
  },
  fields: {
    name: identity,
    type: field('constraint-type-changed', 'breaking'),
    columns: field('constraint-columns-changed', 'breaking'),
    references: field('constraint-references-changed', 'breaking'),
    deferrable: field('constraint-deferrable-changed', 'breaking'),
    initially_deferred: field('constraint-initially-deferred-changed', ({ after }) =>
      after ? 'additive' : 'breaking',
    ),
    validated: field('constraint-validation-changed', 'additive'),
    is_local: field('constraint-inheritance-changed', 'cosmetic'),
    no_inherit: field('constraint-no-inherit-changed', 'breaking'),
    is_inherited: field('constraint-inheritance-changed', 'cosmetic'),
    definition: field('constraint-definition-changed', bySubstance),
    comment: field('constraint-comment-changed', 'cosmetic'),
  },
});
