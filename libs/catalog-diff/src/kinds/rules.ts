import type { Rule } from '@cadastre/events';
import { field, identity } from '../comparing/differ.ts';
import { parts } from '../comparing/parts.ts';

/** The text without the rule's own name. */
const ruleSubstance = ({ definition }: Rule): string => definition.replace(/^CREATE RULE .*? AS\n/s, '');

/** A rule rewrites statements: whichever way it changes, they do something else. */
export const rules = parts<Rule>({
  noun: 'rule',
  added: () => 'breaking',
  dropped: () => 'breaking',
  renaming: {
    substance: (rule) => ({ ...rule, name: '', comment: '', definition: ruleSubstance(rule) }),
    grade: 'cosmetic',
  },
  fields: {
    name: identity,
    event: field('rule-event-changed', 'breaking'),
    is_instead: field('rule-instead-changed', 'breaking'),
    enabled: field('rule-enabled-changed', 'breaking'),
    definition: field('rule-definition-changed', 'breaking'),
    comment: field('rule-comment-changed', 'cosmetic'),
  },
});
