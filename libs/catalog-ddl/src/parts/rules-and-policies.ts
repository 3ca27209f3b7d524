import type { Policy, Rule } from '@cadastre/events';
import { commentStatement } from './owner-and-comment.ts';
import type { Relation, Table } from './relation.ts';
import { firing } from './triggers.ts';
import { name, names, qualified } from '../text/quote.ts';

type WithRules = Extract<Relation, { definition: { rules: Rule[] } }>;

export const ruleStatements = (object: WithRules): string[] =>
  object.definition.rules.flatMap((rule) => {
    const mode = firing[rule.enabled];
    return [
      rule.definition.replace(/;?\s*$/, ';'),
      ...(mode === null ? [] : [`ALTER TABLE ${qualified(object)} ${mode} RULE ${name(rule.name)};`]),
      ...commentStatement(`RULE ${name(rule.name)} ON ${qualified(object)}`, rule.comment),
    ];
  });

const policyStatement = (policy: Policy, table: string): string =>
  [
    `CREATE POLICY ${name(policy.name)} ON ${table}`,
    policy.permissive ? '' : ' AS RESTRICTIVE',
    policy.command === 'all' ? '' : ` FOR ${policy.command.toUpperCase()}`,
    policy.roles.length === 0 ? '' : ` TO ${names(policy.roles)}`,
    policy.using === null ? '' : ` USING (${policy.using})`,
    policy.check === null ? '' : ` WITH CHECK (${policy.check})`,
    ';',
  ].join('');

export const policyStatements = (object: Table): string[] => {
  const { policies, row_security: security } = object.definition;
  const table = qualified(object);
  return [
    ...(security === 'off' || security === 'off-but-forced'
      ? []
      : [`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;`]),
    ...(security === 'forced' || security === 'off-but-forced'
      ? [`ALTER TABLE ONLY ${table} FORCE ROW LEVEL SECURITY;`]
      : []),
    ...policies.flatMap((policy) => [
      policyStatement(policy, table),
      ...commentStatement(`POLICY ${name(policy.name)} ON ${table}`, policy.comment),
    ]),
  ];
};
