import type { Policy } from '@cadastre/events';
import { field, identity } from '../comparing/differ.ts';
import { parts } from '../comparing/parts.ts';

/** Whether it gets stricter or not: who sees which rows is another question now. */
export const policies = parts<Policy>({
  noun: 'policy',
  added: () => 'breaking',
  dropped: () => 'breaking',
  renaming: { substance: (policy) => ({ ...policy, name: '', comment: '' }), grade: 'cosmetic' },
  fields: {
    name: identity,
    command: field('policy-command-changed', 'breaking'),
    permissive: field('policy-permissive-changed', 'breaking'),
    roles: field('policy-roles-changed', 'breaking'),
    using: field('policy-using-changed', 'breaking'),
    check: field('policy-check-changed', 'breaking'),
    comment: field('policy-comment-changed', 'cosmetic'),
  },
});
