import type { DefinitionOf } from '@cadastre/events';
import { field, fields, type Pair } from '../comparing/differ.ts';
import { byRank } from '../grading/gradings.ts';
import { commonFields, dependsOnExtensions } from './common-fields.ts';

type Routine = DefinitionOf<'routine'>;

/** With the same arguments to call it by, only their defaults can have changed, and those can only be added to. */
const bySignature = (_: unknown, { before, after }: Pair<Routine>) =>
  before.identity_arguments === after.identity_arguments ? 'additive' : 'breaking';

export const routine = fields<Routine>({
  ...commonFields,
  routine_kind: field('routine-kind-changed', 'breaking'),
  identity_arguments: field('routine-identity-arguments-changed', 'breaking'),
  arguments: field('routine-arguments-changed', bySignature),
  returns: field('routine-returns-changed', 'breaking'),
  language: field('routine-language-changed', 'cosmetic'),
  /** Less stable: indexes and generated columns may no longer use it. */
  volatility: field('routine-volatility-changed', byRank('volatile', 'stable', 'immutable')),
  parallel: field('routine-parallel-changed', 'cosmetic'),
  /** Either way NULL gets another answer. */
  strict: field('routine-strict-changed', 'breaking'),
  leakproof: field('routine-leakproof-changed', 'cosmetic'),
  /** Either way it runs with other rights. */
  security_definer: field('routine-security-changed', 'breaking'),
  aggregate: field('routine-aggregate-changed', 'additive'),
  cost: field('routine-cost-changed', 'cosmetic'),
  rows: field('routine-rows-changed', 'cosmetic'),
  depends_on_extensions: dependsOnExtensions,
  configuration: field('routine-configuration-changed', 'additive'),
  /** What a routine promises is its signature; the body is its own business. */
  definition: field('routine-definition-changed', 'additive'),
  truncated: field('routine-truncation-changed', 'cosmetic'),
});
