import type { Policy, Rule } from '@cadastre/events';
import { present } from '../../snapshot/snapshot-moved.ts';
import { parseNames } from '../../text/text-array.ts';
import { byName } from '../by-name.ts';
import type { RelationComments } from '../comments/read-comments.ts';
import { firingModes } from '../firing-modes.ts';
import type { RuleOrPolicyRow } from './rule-and-policy-rows.ts';

const events: Readonly<Record<string, Rule['event']>> = {
  1: 'select',
  2: 'update',
  3: 'insert',
  4: 'delete',
};
const commands: Readonly<Record<string, Policy['command']>> = {
  '*': 'all',
  r: 'select',
  a: 'insert',
  w: 'update',
  d: 'delete',
};

export type RulesAndPolicies = {
  readonly rules: Rule[];
  readonly policies: Policy[];
  /** Of a view, what it selects. */
  readonly query: string | null;
};

export const readRulesAndPolicies = (
  rows: readonly RuleOrPolicyRow[],
  comments: RelationComments,
): RulesAndPolicies => ({
  policies: rows
    .filter(([, sort]) => sort === 'p')
    .map(([, , name, command, isPermissive, , using, check, roles]) => ({
      check,
      command: commands[command] ?? 'all',
      comment: comments.ofPolicy(name),
      name,
      permissive: isPermissive === 't',
      roles: parseNames(roles ?? '{}').filter((role) => role !== ''),
      using,
    }))
    .sort(byName),
  query: rows.find(([, sort]) => sort === 'v')?.[6] ?? null,
  rules: rows
    .filter(([, sort]) => sort === 'r')
    .map(([relation, , name, event, isInstead, enabled, definition]) => ({
      comment: comments.ofRule(name),
      definition: present(definition, 'a rule', relation),
      enabled: firingModes[enabled ?? ''] ?? 'origin',
      event: events[event] ?? 'select',
      is_instead: isInstead === 't',
      name,
    }))
    .sort(byName),
});
