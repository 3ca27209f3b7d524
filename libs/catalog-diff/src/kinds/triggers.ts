import type { ChangeGrade, Trigger } from '@cadastre/events';
import { field, identity, type Pair } from '../comparing/differ.ts';
import { parts } from '../comparing/parts.ts';
import { triggerSubstance } from '../grading/definition-text.ts';

const bySubstance = (_: unknown, { before, after }: Pair<Trigger>): ChangeGrade =>
  triggerSubstance(before) === triggerSubstance(after) ? 'cosmetic' : 'breaking';

export const triggers = parts<Trigger>({
  noun: 'trigger',
  /** Before the write it can change or refuse the row; after it, it does something beside. */
  added: ({ timing }) => (timing === 'after' ? 'additive' : 'breaking'),
  dropped: () => 'breaking',
  renaming: {
    substance: (trigger) => ({
      ...trigger,
      name: '',
      comment: '',
      definition: triggerSubstance(trigger),
    }),
    grade: 'cosmetic',
  },
  fields: {
    name: identity,
    timing: field('trigger-timing-changed', 'breaking'),
    events: field('trigger-events-changed', 'breaking'),
    level: field('trigger-level-changed', 'breaking'),
    function: field('trigger-function-changed', 'breaking'),
    enabled: field('trigger-enabled-changed', 'breaking'),
    is_inherited: field('trigger-inheritance-changed', 'cosmetic'),
    depends_on_extensions: field('trigger-extension-dependencies-changed', 'cosmetic'),
    definition: field('trigger-definition-changed', bySubstance),
    comment: field('trigger-comment-changed', 'cosmetic'),
  },
});
